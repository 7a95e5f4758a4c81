package sandpiper

import "github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"

// agent runs this module.
var agent abi.Host = abi.Imports{}
