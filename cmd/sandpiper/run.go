package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/spf13/cobra"
)

func (a *app) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Run the agent until it is interrupted",
		Long: `Run every check on its interval and deliver what it reports to the outputs of
the settings: what it does to standard output (console), its log to standard error.

A first interrupt (ctrl-c, SIGTERM, the end of the terminal) delivers what there
is and stops; a second one, by ctrl-c or SIGTERM, stops at once.`,
		Example: `  sandpiper run
  sandpiper run --config /etc/sandpiper/sandpiper.yaml
  sandpiper run --confd ./conf.d --checksd ./checks.d --log-level debug`,
		Args: a.takes(),
		RunE: func(c *cobra.Command, _ []string) error { return a.runAgent(c.Context()) },
	}
}

// collectAt is by how many percent the heap may grow until garbage is collected,
// half of what is usual: an agent is a guest on its machine, and has time.
const collectAt = 50

func (a *app) runAgent(ctx context.Context) error {
	main, err := a.settings()
	if err != nil {
		return err
	}
	checks := config.LoadChecks(main)
	a.tell(checks.Problems)
	main = a.cacheable(main)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}

	log := newOutlet(a.stderr, notLogged)
	defer func() {
		if !log.close() {
			a.stderr = io.Discard // it would hold up the end as well
		}
	}()
	options := agent.Options{Main: main, Checks: checks, Version: version, Log: newLogger(log, main), Interpreters: interpreters(), Translators: translators()}
	console := a.newConsole(main, checks)
	if console != nil {
		shown := newOutlet(a.stdout, notShown)
		defer shown.close()
		console.out = shown
		options.Console = patientConsole{console, shown}
		if isTerminal(a.stdout) && isTerminal(a.stderr) && !a.flags.level.given {
			options.Log = beside(options.Log)
		}
	}
	ctx, stop := untilSignal(ctx, options.Log)
	defer stop()
	runner, err := agent.New(ctx, options)
	if err != nil {
		return a.notRunning(main, err)
	}
	options.Log.Info("starting", "version", version, "config", main.File, "instances", len(checks.Instances),
		"interval", main.CheckInterval, "outputs", strings.Join(runner.Outputs(), ", "))
	if err := runner.Run(ctx); err != nil {
		return a.notRunning(main, err)
	}
	options.Log.Info("stopped")
	if console != nil {
		console.stopped(time.Now())
	}
	return nil
}

// patientConsole is a console that waits for nobody to read it.
type patientConsole struct {
	*console
	*outlet
}

func notShown(lines int) string {
	return fmt.Sprintf("… %s not shown: they came faster than they were read\n", count(lines, "line"))
}

func notLogged(lines int) string {
	return fmt.Sprintf("time=%s level=WARN msg=\"lines of the log are missing: they came faster than they were read\" lines=%d\n",
		time.Now().Format("2006-01-02T15:04:05.000Z07:00"), lines)
}

// untilSignal returns a context that the first signal ends. The next one kills,
// but for a hangup: a terminal that is closed sends several. An agent that was
// started to outlive its terminal, as by nohup, hears none.
func untilSignal(ctx context.Context, log *slog.Logger) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	asked, release := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	hungUp, hear := ctx, func() {}
	if !signal.Ignored(syscall.SIGHUP) {
		hungUp, hear = signal.NotifyContext(ctx, syscall.SIGHUP)
	}
	end := sync.OnceFunc(func() {
		release()
		log.Info("stopping")
		cancel()
	})
	forgetAsked, forgetHungUp := context.AfterFunc(asked, end), context.AfterFunc(hungUp, end)
	return ctx, func() {
		forgetAsked()
		forgetHungUp()
		release()
		hear()
		cancel()
	}
}

// notRunning is why the agent did not start, or did not end well, with what to
// do about it.
func (a *app) notRunning(main config.Main, err error) error {
	if errors.Is(err, agent.ErrRunning) {
		return &refusal{failed, err.Error(), "it answers to " + a.name + " info; another one beside it needs a state_dir, socket and listen of its own"}
	}
	if errors.Is(err, agent.ErrNotASocket) {
		return &refusal{failed, err.Error(), "set socket to a path at which there is nothing else"}
	}
	return &refusal{failed, err.Error(), cmp.Or(agent.HintOf(err), folderHint(main, err))}
}
