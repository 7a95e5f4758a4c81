package agent

import abi "github.com/sandpiper-checks/sandpiper/abi/v1"

// ABI is what the checks of this agent speak, as in check/v1 1.0.
const ABI = abi.Module + " " + abi.Version
