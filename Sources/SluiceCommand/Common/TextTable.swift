// Rows in columns, for people.

/// The rows with their columns aligned to the right, the first to the left if it holds names.
func textTable(_ rows: [[String]], firstColumnIsNames: Bool = false) -> String {
  let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    row.indices.map { column in
      column == 0 && firstColumnIsNames
        ? row[column].padded(to: widths[column]) : row[column].aligned(to: widths[column])
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}
