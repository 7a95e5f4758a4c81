module github.com/sandpiper-checks/sandpiper

go 1.26

require (
	github.com/google/go-cmp v0.7.0 // tests only: shows where two values differ
	pgregory.net/rapid v1.3.0 // tests only: properties over generated sequences, shrunk to the shortest that fails
)

require github.com/tetratelabs/wazero v1.12.0

require (
	golang.org/x/sys v0.44.0 // indirect
)
