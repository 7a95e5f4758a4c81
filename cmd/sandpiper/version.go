package main

import (
	"fmt"
	goruntime "runtime"
	"runtime/debug"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/spf13/cobra"
)

const version = "0.1.0"

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of the program, of the ABI that checks speak, and of its engine.",
		Example: "  sandpiper version",
		Args:    a.takes(),
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.stdout, "sandpiper %s (abi %s, wazero %s, %s, %s/%s)\n",
				version, agent.ABI, wazeroVersion(), goruntime.Version(), goruntime.GOOS, goruntime.GOARCH)
			return nil
		},
	}
}

// wazeroVersion is that of the engine, as the build recorded it.
func wazeroVersion() string {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == "github.com/tetratelabs/wazero" {
				return module.Version
			}
		}
	}
	return "unknown"
}
