# Penumbra's front door. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CONFIGURATION := Release
OPERATOR := artifacts/bin/Penumbra.Operator/release/penumbra.dll
SANDBOX := artifacts/bin/Penumbra.Sandbox/release/penumbra-sandbox.dll

.PHONY: help demo demo-refresh demo-shadow sandbox test sim sim-mutants mutation fuzz-api oracle bench crash-refresh harm build publish crds chart golden tools clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(SANDBOX) ## See it work: four releases on an embedded cluster, in under two minutes. Needs the .NET 10 SDK alone.
	@dotnet $(SANDBOX) demo --operator $(OPERATOR)

demo-refresh: $(SANDBOX) ## See a snapshot made clean: a worker killed twice, a run that is stopped; about two minutes. Needs PostgreSQL, or Debian's packages of it.
	@tests/tools/install-postgres.sh >/dev/null
	@dotnet $(SANDBOX) demo-refresh --operator $(OPERATOR)

demo-shadow: $(SANDBOX) ## See two rewrites compared with live on its own traffic: an equal one, and one with three faults; about five minutes.
	@dotnet $(SANDBOX) demo-shadow --operator $(OPERATOR)

sandbox: $(SANDBOX) ## Leave an embedded cluster running, with the operator in it, and say how to use it.
	@dotnet $(SANDBOX) up --operator $(OPERATOR)

test: tools build ## Build and run all tests; the last line is "N passed, N failed, N skipped".
	@tests/tools/run-tests.sh $(CONFIGURATION)

sim: build ## Simulate every story with everything that goes wrong (SEEDS=n FIRST_SEED=n PAIRS=all|none|one of n SINGLES=… ROWS='act delete'), or replay one: SCENARIO=… FAULTS='…' SEED=n.
	@tests/tools/run-sim.sh $(CONFIGURATION) "$(SCENARIO)" "$(FAULTS)" "$(SEED)"

fuzz-api: build ## Declare every nonsense (PAIRS=n RUNNING=all|none|one of n OF=shadow), or repeat one: MUTATION='managed:spec.steps[1].weight:zero'.
	@tests/tools/run-fuzz.sh $(CONFIGURATION) "$(MUTATION)"

sim-mutants: ## Plant faults in a copy of the product, and show what catches each.
	@tests/tools/run-mutants.sh $(CONFIGURATION) "$(ONLY)"

mutation: ## Change the rules of Penumbra.Core operator by operator (Stryker), and list what no test notices (FILES='**/Objectives/**/*.cs' TESTS='FullyQualifiedName~Objectives').
	@set -f; TESTS="$(TESTS)" tests/tools/run-mutation.sh $(FILES)

oracle: build ## Compare the sandbox and crds/ with the real server for custom resources 1.36, built from Debian's packages (the first time: some minutes).
	@tests/tools/oracle.sh run tests/tools/run-oracle.sh $(CONFIGURATION)

crash-refresh: tools build ## Kill a refresh's worker before and after every SQL statement and every call to the cloud, and at sampled pairs of both, before a real PostgreSQL; hours. POINTS=shapes takes one of each shape, 40 minutes.
	@set -o pipefail; PENUMBRA_SQL_CRASHES=$(or $(POINTS),all) dotnet test tests/Penumbra.Databases.Tests -c $(CONFIGURATION) --no-build --nologo --logger "console;verbosity=detailed" --filter "FullyQualifiedName~SqlCrash|FullyQualifiedName~ContainerCrash" | grep -E "points, before|pairs of|Passed|Failed|Error Message|Expected"

bench: build ## Measure, and write docs/benchmarks/.
	@tests/tools/run-bench.sh $(CONFIGURATION)

harm: build ## Simulate every rule on good and bad releases, and write docs/benchmarks/harm.md, harm.csv and plots (RUNS=10000).
	@tests/tools/run-harm.sh $(CONFIGURATION)

build: ## Build everything.
	@tests/tools/require-sdk.sh
	@dotnet build Operator.sln -c $(CONFIGURATION) --nologo -v q -clp:NoSummary

publish: ## Compile the operator ahead of time, into artifacts/publish/Penumbra.Operator: what to put into an image; it needs the .NET 10 runtime of ASP.NET Core.
	@tests/tools/require-sdk.sh
	@tests/tools/publish.sh $(CONFIGURATION) operator/Penumbra.Operator >/dev/null

crds: build ## Generate crds/ and docs/reference/ from the C# types.
	@dotnet $(OPERATOR) crds --output crds
	@dotnet $(OPERATOR) docs --output docs/reference
	@cp crds/*.yaml charts/penumbra/crds/

chart: crds tools ## Render the chart into charts/rendered/, for those without helm.
	@.cache/tools/helm/helm template penumbra charts/penumbra --namespace penumbra-system > charts/rendered/penumbra.yaml
	@.cache/tools/helm/helm template penumbra charts/penumbra --namespace penumbra-system --set refreshes.enabled=true > charts/rendered/penumbra-refreshes.yaml
	@.cache/tools/helm/helm template penumbra charts/penumbra --namespace penumbra-system --set shadows.enabled=true > charts/rendered/penumbra-shadows.yaml

golden: build ## Write the golden files of the tests anew; read the diff before you commit it.
	@PENUMBRA_GOLDEN=write dotnet test tests/Penumbra.Traffic.Tests -c $(CONFIGURATION) --no-build --nologo -v q

tools: ## Put what the tests need beside .NET into .cache/tools: Debian's Prometheus, helm, kubectl (1.20 too), moto. PostgreSQL.
	@tests/tools/install-prometheus.sh >/dev/null
	@tests/tools/install-helm.sh >/dev/null
	@tests/tools/install-kubectl120.sh >/dev/null
	@tests/tools/install-moto.sh >/dev/null
	@tests/tools/install-postgres.sh >/dev/null

clean: ## Remove what was built and fetched.
	@rm -rf artifacts .cache

# The sandbox and the operator, rebuilt when a source file is newer.
$(SANDBOX): $(shell find operator -name '*.cs' -o -name '*.csproj' -o -name '*.yaml' 2>/dev/null) Directory.Build.props Directory.Packages.props
	@tests/tools/require-sdk.sh
	@echo "building (once) ..."
	@dotnet build operator/Penumbra.Operator -c $(CONFIGURATION) --nologo -v q -clp:NoSummary
	@dotnet build operator/Penumbra.Sandbox -c $(CONFIGURATION) --nologo -v q -clp:NoSummary
	@touch $@
