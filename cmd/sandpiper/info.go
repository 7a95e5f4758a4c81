package main

import (
	"context"
	"errors"
	"fmt"
	goruntime "runtime"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/spf13/cobra"
)

func (a *app) infoCommand() *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:   "info",
		Short: "Show what the running agent knows",
		Long: `Ask the agent that runs with these settings how its checks and outputs are.
Without one the paths that it would use are shown, and the exit code is 3.`,
		Example: `  sandpiper info
  sandpiper info --json`,
		Args: a.takes(),
		RunE: func(c *cobra.Command, _ []string) error { return a.info(c.Context(), asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print all that is known as JSON")
	return c
}

func (a *app) info(ctx context.Context, asJSON bool) error {
	main, _ := a.settings() // told; where the agent is asked holds all the same
	info, err := agent.Ask(ctx, main)
	absent := errors.Is(err, agent.ErrNotRunning)
	switch {
	case absent:
		info = agent.Info{
			Version: version, Date: time.Now(), Platform: goruntime.GOOS + "/" + goruntime.GOARCH, Hostname: main.Hostname,
			Paths: agent.PathsOf(main), Checks: []agent.CheckInfo{}, Outputs: []agent.OutputInfo{},
		}
	case errors.Is(err, agent.ErrNoAnswer):
		return &refusal{failed, err.Error(), "it is stopped or very busy; its log and the load of the machine may say why"}
	case err != nil:
		return err
	}
	if asJSON {
		b, err := indentedJSON(info)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s\n", b)
	} else {
		fmt.Fprint(a.stdout, infoText(info))
	}
	if absent {
		return &refusal{noAgent, err.Error(), "start it with " + a.name + " run, or name its settings with --config"}
	}
	return nil
}
