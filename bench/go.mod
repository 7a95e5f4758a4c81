module github.com/sandpiper-checks/sandpiper/bench

go 1.26

replace (
	github.com/sandpiper-checks/sandpiper => ..
	github.com/sandpiper-checks/sandpiper/guest-sdk/go => ../guest-sdk/go
)

require (
	github.com/extism/go-sdk v1.7.1 // a peer
	github.com/sandpiper-checks/sandpiper v0.0.0
	github.com/sandpiper-checks/sandpiper/guest-sdk/go v0.0.0 // of its guests
	github.com/tetratelabs/wazero v1.12.0 // the engine without us, and what the peer's functions are made of
)

require (
	github.com/dylibso/observe-sdk/go v0.0.0-20240819160327-2d926c5d788a // indirect
	github.com/evanw/esbuild v0.28.2 // indirect
	github.com/gobwas/glob v0.2.3 // indirect
	github.com/ianlancetaylor/demangle v0.0.0-20240805132620-81f5be970eca // indirect
	github.com/tetratelabs/wabin v0.0.0-20230304001439-f6f874872834 // indirect
	go.opentelemetry.io/proto/otlp v1.3.1 // indirect
	golang.org/x/sys v0.44.0 // indirect
	google.golang.org/protobuf v1.34.2 // indirect
)
