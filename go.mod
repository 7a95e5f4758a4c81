module github.com/sandpiper-checks/sandpiper

go 1.26

require (
	github.com/evanw/esbuild v0.28.2 // takes the types out of checks in TypeScript
	github.com/google/go-cmp v0.7.0 // tests only: shows where two values differ
	github.com/rogpeppe/go-internal v1.16.0 // tests only: testscript, the command line as it is typed
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // tests only: what is sent is checked against schemas
	github.com/spf13/cobra v1.10.2 // commands, flags, help and shell completions
	golang.org/x/sys v0.44.0 // calls of Linux that package syscall lacks: files in memory, mappings at an address
	gopkg.in/yaml.v3 v3.0.1 // config files, with line and column of every node; go.yaml.in/yaml/v3 is the same
	pgregory.net/rapid v1.3.0 // tests only: properties over generated sequences, shrunk to the shortest that fails
)

require github.com/tetratelabs/wazero v1.12.0

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	golang.org/x/text v0.14.0 // indirect
	golang.org/x/tools v0.26.0 // indirect
)
