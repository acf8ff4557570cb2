"""Where a line of Swift can be made wrong, and how: found in its text alone.

An operator becomes one of its own for its place, with the same precedence, so that no operand has to be
found. What the compiler does not take, where the types are others than are thought of here, is left out
later.
"""

import re
from dataclasses import dataclass, field

# Digits of a site's number as characters of operators.
DIGITS = "⊕⊖⊗⊘⊙⊚⊛⊜⊝⊞"


def suffix(number):
    return "".join(DIGITS[int(digit)] for digit in str(number))


COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
LOGIC = {"&&": "||", "||": "&&"}
ARITHMETIC = {"+": "+ 1 +", "-": "- 1 -", "&+": "&+ 1 &+", "&-": "&- 1 &-"}
ASSIGNMENTS = ["+=", "-=", "&+=", "&-="]


@dataclass
class Site:
    """One place, and what is made of it. `kind` names the helper of `helpers.py`."""
    path: str
    line: int
    column: int
    kind: str
    token: str
    original: str
    mutated: str
    number: int = 0
    # Pairs of a range of columns and what stands there instead; `#` is the number, `@` its suffix.
    edits: list = field(default_factory=list)


def masked(line):
    """The line with blanks instead of strings and comments."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: '"' + " " * (len(m.group()) - 2) + '"', line)
    return re.sub(r"//.*$", lambda m: " " * len(m.group()), line)


def balanced(text):
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return False
    return depth == 0


def operators(code):
    """Columns of operators with a blank on either side."""
    for match in re.finditer(r"(?<= )(&&|\|\||[<>]=?|[!=]=|&?[+-]=?)(?= |$)", code):
        yield match.start(), match.group()


def conditions(code):
    """Plain conditions of `if` and `guard`, as ranges of columns."""
    head = re.match(r"\s*(?:\} else )?(?:if|guard) ", code)
    if not head:
        return
    start, depth = head.end(), 0
    end = len(code)
    for stop in re.finditer(r" else \{| \{", code[start:]):
        end = start + stop.start()
        break
    pieces, begin = [], start
    for index in range(start, end):
        depth += (code[index] in "([{") - (code[index] in ")]}")
        if code[index] == "," and depth == 0:
            pieces.append((begin, index))
            begin = index + 2
    if begin < end:
        pieces.append((begin, end))
    for begin, end in pieces:
        text = code[begin:end]
        plain = not re.match(r"(let|var|case|#|unsafe)\b", text) and balanced(text)
        # A comparison or a conjunction is a site by itself.
        if plain and text.strip() and not list(operators(text)) and "{" not in text:
            yield begin, end


def is_statement(code, before):
    """Whether the line is one whole statement that can be left out: a call, or an assignment."""
    text = code.strip()
    if not balanced(text) or "{" in text:
        return False
    if before.rstrip().endswith(("=", "(", ",", "?", ":", "+", "-", "&&", "||", "in", "return", "try", ".")):
        return False
    # The last line of a closure is its result.
    if re.search(r"(=|\breturn|\bunsafe|\() .*\{( .* in)?$", before) and not re.match(r"\s*(if|guard|for|while)\b", before):
        return False
    if re.match(r"(return|throw|let|var|case|guard|if|for|while|defer|do|precondition|assert|fatalError|"
                r"preconditionFailure|super|import|break|continue|try|await|default|init|@|#|\.|\?|:)", text):
        return False
    call = r"(_ = )?(unsafe )?[A-Za-z_][\w.?!\[\]$]*\(.*\)"
    assignment = r"(\([\w, ]+\)|[A-Za-z_][\w.\[\]]*) = [^=].*"
    return bool(re.fullmatch(call, text) or re.fullmatch(assignment, text))


def sites(path, lines):
    """All sites of a file."""
    found, skipped, initialiser = [], 0, None
    constants = {m.group(1) for line in lines for m in [re.match(r"\s*let (\w+): [^=]+$", line)] if m}
    for number, line in enumerate(lines, 1):
        code = masked(line)
        text = code.strip()
        if text.startswith("#if"):
            skipped += "DEBUG" in text or skipped > 0
        elif text.startswith("#endif"):
            skipped = max(0, skipped - 1)
        indentation = len(line) - len(line.lstrip())
        if initialiser is not None and text and indentation <= initialiser:
            initialiser = None if text.startswith("}") else initialiser
        if re.match(r"(?:[\w@()]+ )*init\??[(<]", text):
            initialiser = indentation
        if skipped or not text or text.startswith(("precondition(", "assert(", "@", "#", "import", "infix")):
            continue
        if re.search(r"\b(func|extension|struct|class|enum|protocol|typealias|init[(<?]|subscript)", text):
            code = code[:0] if "{" not in code else " " * code.index("{") + code[code.index("{"):]
        found += of_line(path, number, line, code, lines[number - 2] if number > 1 else "",
                         initialiser is not None, constants)
    return found


def of_line(path, number, line, code, before, in_initialiser, constants):
    result = []

    def add(kind, token, start, end, mutated, edits):
        result.append(Site(path, number, start, kind, token, line[start:end].strip(), mutated, 0, edits))

    for column, token in operators(code):
        end = column + len(token)
        for kind, table in ("comparison", COMPARISONS), ("logic", LOGIC), ("arithmetic", ARITHMETIC):
            if token in table and code[end:].strip():
                add(kind, token, column, end, table[token], [(column, end, token + "@")])
        if token in ASSIGNMENTS:
            add("assignment", token, column, end, "nothing", [(column, end, token + "@")])
    for match in re.finditer(r"(?<![.\w])(min|max)(?=\()", code):
        other = "max" if match.group() == "min" else "min"
        add("extreme", match.group(), match.start(), match.end(), other,
            [(match.start(), match.end(), match.group() + "#")])
    for begin, end in conditions(code):
        add("condition", "", begin, end, f"!({line[begin:end]})",
            [(begin, begin, "negated(#, "), (end, end, ")")])
    match = re.search(r"\breturn (true|false)\b", code)
    if match:
        value = match.group(1)
        wrong = "true" if value == "false" else "false"
        add("constant", value, match.start(1), match.end(1), wrong,
            [(match.start(1), match.end(1), f"constant(#, {value})")])
    if is_statement(code, before) and not in_initialiser:
        target = re.match(r"\s*(\w+) = ", code)
        if not (target and target.group(1) in constants) and not re.search(r" &?[+-]= ", code):
            begin = len(line) - len(line.lstrip())
            end = len(code.rstrip())
            add("statement", "", begin, end, "nothing",
                [(begin, begin, "if !dropped(#) { "), (end, end, " }")])
    return result


def rewritten(lines, found):
    """The lines with those sites in them. No line is added or taken away."""
    lines = list(lines)
    edits = {}
    for site in found:
        for begin, end, text in site.edits:
            text = text.replace("#", str(site.number)).replace("@", suffix(site.number))
            # At one place the outer edit comes first where it opens, last where it closes.
            order = (begin, 0 if begin == end and text.startswith("if !dropped") else 1,
                     1 if begin == end and text == " }" else 0)
            edits.setdefault(site.line, []).append((order, begin, end, text))
    for number, changes in edits.items():
        line = lines[number - 1]
        for _, begin, end, text in sorted(changes, reverse=True):
            line = line[:begin] + text + line[end:]
        lines[number - 1] = line
    return lines
