//go:build !wasm

package sandpiper

import "github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"

// agent is absent: no agent runs a native program.
var agent abi.Host
