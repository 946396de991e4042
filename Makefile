# Strowger: `make` prints the targets. Each does its own set-up.

GO ?= go
BIN := bin/strowger

.DEFAULT_GOAL := help
.PHONY: help demo test check unit race sdk client browser build bench soak physics fuzz generate docs clean

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## start a sample contact centre with simulated customers and agents
	./$(BIN) demo

test: check unit race sdk client browser ## everything that must pass

check: ## formatting, vet and module hygiene
	@unformatted=$$(gofmt -l cmd internal test); if [ -n "$$unformatted" ]; then echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) mod verify

unit: ## all tests of the product's module
	$(GO) test ./...

race: ## the engine, its shell and the transports under the race detector
	$(GO) test -race ./internal/tenant ./internal/store/... ./internal/cti ./internal/web ./internal/apptest ./internal/connecthttp

sdk: build ## the real AWS SDK for Go against the real binary
	cd test/sdk && $(GO) vet ./... && STROWGER=$(CURDIR)/$(BIN) $(GO) test ./...

client: build ## the AWS SDK for JavaScript, boto3 and the AWS CLI against the real binary
	STROWGER=$(CURDIR)/$(BIN) test/client/run

browser: build ## the agent page in Chromium, alone and inside amazon-connect-streams
	STROWGER=$(CURDIR)/$(BIN) test/browser/run

build: ## the binary, bin/strowger
	CGO_ENABLED=0 $(GO) build -o $(BIN) ./cmd/strowger

bench: ## benchmarks; docs/performance.md holds the figures
	$(GO) test -run '^$$' -bench . -benchmem ./internal/routing ./internal/tenant ./internal/store/... ./internal/flow ./internal/connecthttp \
	  ./internal/connectapi ./internal/restjson ./internal/cti ./internal/metric ./internal/app

soak: ## simulation under faults, then the oracle, for as long as asked: make soak MINUTES=5
	$(GO) test ./internal/sim -run 'TestSoak$$' -count=1 -timeout 0 -v -sim.for $$(( $(or $(MINUTES),5) * 30 ))s
	$(GO) test ./internal/routing -run Oracle -count=1 -timeout $$(( $(or $(MINUTES),5) * 30 ))s -rapid.checks=1000000000

physics: ## queues against queueing theory, at length
	$(GO) test ./internal/sim -run 'TestPhysics$$' -count=1 -timeout 0 -v -sim.long

fuzz: ## every fuzz target for FUZZTIME each (default 30s)
	@for pkg in $$($(GO) list ./internal/...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$target"; $(GO) test $$pkg -run '^$$' -fuzz "^$$target$$" -fuzztime $(or $(FUZZTIME),30s) || exit 1; \
	  done; \
	done

generate: ## the wire packages anew: make generate MODEL=folder of the model files
	$(GO) run ./internal/gen -model $(MODEL)

docs: ## docs/compatibility.md anew
	$(GO) test ./internal/tidy -run Compatibility -update

clean: ## what make built
	rm -rf bin test/browser/node_modules test/browser/screenshots test/client/node_modules
