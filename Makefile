# Sluice's chores. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo test build format lint perf bench fuzz soak chaos mutants recode clean prepare

SOURCES := Sources Tests Fuzz Package.swift Benchmarks/Core Benchmarks/Sources Benchmarks/Package.swift

help: ## List the targets.
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
	  printf '  make %-8s %s\n' "$$name" "$$text"; done

demo: prepare ## Serve and load lines on loopback with both drivers, and compare them.
	swift run -c release sluice demo

# Those that storm a process with signals, fork it and have its calls fail run by themselves.
test: ## Run all tests. SLUICE_DRIVER=poll forces the fallback, ARGS='--filter X' picks some.
	@.ci/prepare tests
	swift test --skip '^KernelTests\.' $(ARGS)
	$(if $(strip $(ARGS)),,swift test --skip-build --filter '^KernelTests\.')

build: prepare ## Build everything for debugging.
	swift build

format: ## Format all sources in place.
	swift format -i -r $(SOURCES)

lint: ## Check the format of all sources.
	swift format lint --strict -r $(SOURCES)

perf: prepare ## Compare with C servers: CPU time, system calls, allocations. ARGS='--cells line-*'
	perf/compare $(ARGS)

bench: prepare ## Check the core's allocations, and compare its time with C and the standard library.
	cd Benchmarks && swift package benchmark thresholds check --target Core \
	  --path "$$PWD/Thresholds" --no-progress
	cd Benchmarks && swift run -c release Ratios

fuzz: prepare ## Fuzz lines, decoders, addresses, RESP and HTTP. RUNS=1000000 makes it long.
	Fuzz/run

soak: prepare ## Simulate streams on a bad network, a million seeds. SLUICE_SEEDS and SLUICE_SEED choose others.
	SLUICE_SEEDS="$${SLUICE_SEEDS:-1000000}" .ci/simulate

REQUESTS ?= 10000000
chaos: prepare ## Ten million requests on each driver, with resets, stalls and single bytes. REQUESTS, ARGS.
	swift build -c release --product chaos
	.build/release/chaos --driver uring --requests $(REQUESTS) $(ARGS)
	.build/release/chaos --driver poll --requests $(REQUESTS) $(ARGS)

mutants: prepare ## Plant small faults, one at a time, and see whether the simulation finds each. Takes hours.
	Tests/Mutants/mutate $(ARGS)

recode: prepare ## Compare `sluice recode` with iconv for all pairs of formats.
	swift build -c release --product sluice
	.ci/recode .build/release/sluice

clean: ## Remove everything that was built.
	rm -rf .build Benchmarks/.build

# Checks for Swift, and installs liburing's header where it is missing.
prepare:
	@.ci/prepare
