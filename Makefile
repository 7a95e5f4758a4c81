# `make help` lists the targets. Everything but tools, lint, bench, integration,
# test-arm64, sdk-test and runtimes needs only Go, make and a POSIX shell.

GOTEST   ?= go test
FUZZTIME ?= 1m

# The modules of the repository: every one, those with code, those that we ship.
ALL     := $(shell find . -name go.mod -not -path '*/testdata/*' -exec dirname {} \; | sort)
CODE    := $(filter-out ./tools,$(ALL))
MODULES := $(filter-out ./bench,$(CODE))
GUESTS  := $(filter ./guest-sdk/% ./checks.d,$(ALL))

CHECKS := $(patsubst %/main.go,%.wasm,$(wildcard checks.d/*/main.go))
EXAMPLES := $(patsubst guest-sdk/go/examples/%/main.go,bin/examples/%.wasm,$(wildcard guest-sdk/go/examples/*/main.go))
SDK    := $(wildcard checks.d/go.*) $(shell find guest-sdk/go -name '*.go' -o -name 'go.*')
LINT   := $(CURDIR)/bin/tools/golangci-lint
WASM   := GOOS=wasip1 GOARCH=wasm

# $(call in,MODULES,COMMAND) runs the command in the folder of each module.
in = @for m in $(1); do echo "$$m: $(2)"; (cd $$m && $(2)) || exit; done

.PHONY: build checks examples run test check integration test-arm64 sdk-test soak runtimes bench fuzz \
	generate fmt lint vet race tidy cross pristine tools clean help
.NOTPARALLEL: # the steps of check stand in order, and each uses every core
.DELETE_ON_ERROR:
.SECONDEXPANSION:

build: ## bin/sandpiper
	@echo "building bin/sandpiper"
	@go build -trimpath -o bin/sandpiper ./cmd/sandpiper

checks: $(CHECKS) ## the example checks: checks.d/*.wasm

examples: $(EXAMPLES) ## the examples of the Go SDK: bin/examples/*.wasm

checks.d/%.wasm: $$(shell find checks.d/$$* -type f) $(SDK) | build
	@scripts/build-check checks.d/$* $@

bin/examples/%.wasm: $(SDK) | build
	@scripts/build-check guest-sdk/go/examples/$* $@

run: build checks ## the agent, on conf.d/
	@bin/sandpiper run

test: checks ## tests of all that we ship, then each fuzz target for 5 s
	$(call in,$(MODULES),$(GOTEST) ./...)
	@scripts/fuzz 5s $(MODULES)

check: generate fmt lint vet race tidy cross pristine ## all that a change must pass besides the tests

integration: build checks ## tests against real servers, which it installs on Debian
	@GOTEST='$(GOTEST)' scripts/integration

test-arm64: checks ## tests of the runtime for that processor, under qemu, which it installs on Debian
	@GOTEST='$(GOTEST)' scripts/test-arm64

sdk-test: checks ## tests of the SDKs with the toolchains of their languages
	@scripts/fixtures
	$(call in,$(GUESTS),$(WASM) go vet ./...)
	$(call in,$(GUESTS),$(GOTEST) ./...)

soak: ## a million runs, evictions and reloads, which must leave nothing behind
	$(GOTEST) ./runtime -run LeaveNothingBehind -soak 100 -v -timeout 2h

runtimes: ## the interpreters of scripts, from source; minutes. Fails when what is checked in differs
	@scripts/runtimes

bench: ## measurements, some 10 minutes, into docs/benchmarks.md and plots
	@cd bench && go test ./... && go run . -o ../docs/benchmarks.md

fuzz: ## each fuzz target for FUZZTIME, 1m by default
	@scripts/fuzz $(FUZZTIME) $(MODULES)

generate: ## what is generated from abi/v1
	$(call in,$(MODULES),go generate ./...)

fmt: tools ## the format of Go code
	@$(LINT) fmt

lint: tools ## linters
	$(call in,$(CODE),$(LINT) run ./...)
	$(call in,$(GUESTS),$(WASM) $(LINT) run ./...)

vet:
	$(call in,$(CODE),go vet -tags integration ./...)
	$(call in,$(GUESTS),$(WASM) go vet ./...)

race: checks
	$(call in,$(MODULES),$(GOTEST) -race ./...)

tidy: ## every go.mod and go.sum
	$(call in,$(ALL),go mod tidy)

cross:
	@for os in windows/amd64 darwin/arm64 linux/arm64; do echo "building for $$os"; \
		CGO_ENABLED=0 GOOS=$${os%/*} GOARCH=$${os#*/} go build ./... || exit; done

pristine:
	@scripts/pristine

tools: bin/tools/golangci-lint

bin/tools/golangci-lint: tools/go.mod tools/go.sum
	@echo "building the tools; minutes, once"
	@cd tools && GOBIN=$(CURDIR)/bin/tools go install tool && touch $(LINT)

clean: ## removes what the targets above built
	rm -rf bin checks.d/*.wasm

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' Makefile
