package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	var o checkFlags
	c := &cobra.Command{
		Use:   "check NAME|FILE",
		Short: "Run one check now and show what it collects",
		Long: `Run every instance of a check once, now, and show what it collects. Nothing is
delivered. NAME is a check that conf.d configures; FILE is a module (.wasm) or a
script (.py, .js, .ts), which conf.d may configure too and need not. A script in
Python that has a block if __name__ == '__main__': runs as that block says.

With --log-level the log goes to standard error, what the check logs included.
Exit code 1 says that an instance failed; with --format nagios it is the worst
status, 0 to 3, as such plugins have it.`,
		Example: `  sandpiper check http
  sandpiper check http --instance 1 --log-level debug
  sandpiper check http --rate
  sandpiper check checks.d/http.py
  sandpiper check build/http.wasm --set url=http://127.0.0.1:8080/ --set timeout=2
  sandpiper check build/http.wasm -f instance.yaml --json`,
		Args:              a.takes("NAME or FILE"),
		ValidArgsFunction: a.completeChecks,
		RunE: func(c *cobra.Command, args []string) error {
			notice, err := o.settle(c.Flags().Changed)
			if err != nil {
				return err
			}
			if notice != "" {
				a.tell([]config.Problem{{Severity: config.Warning, Message: notice}})
			}
			return a.check(c.Context(), args[0], o)
		},
	}
	o.add(c)
	return c
}

// check runs a check and shows what comes of it.
func (a *app) check(ctx context.Context, target string, o checkFlags) error {
	main, rounds, err := a.collect(ctx, target, o)
	if o.format == asNagios {
		return a.plugin(rounds, err)
	}
	if err != nil {
		return err
	}
	if err := a.show(o, rounds); err != nil {
		return err
	}
	for _, hint := range a.hints(ctx, main, target, rounds) {
		a.hint(hint)
	}
	for _, o := range slices.Concat(rounds...) {
		if o.Error != nil {
			return told(failed)
		}
	}
	return nil
}

// collect runs what one wants to see.
func (a *app) collect(ctx context.Context, target string, o checkFlags) (config.Main, [][]outcome, error) {
	main, err := a.settings()
	if err != nil {
		return main, nil, err
	}
	instances, err := a.instances(main, target, o)
	if err != nil {
		return main, nil, err
	}
	rounds, err := a.once(ctx, main, instances, o)
	return main, rounds, err
}

// instances returns those that one wants to see run.
func (a *app) instances(main config.Main, target string, o checkFlags) ([]check.Instance, error) {
	var instances []check.Instance
	switch alone := o.file != "" || len(o.set) > 0; {
	case isPath(target):
		if err := a.readable(main, target); err != nil {
			return nil, err
		}
		var problems []config.Problem
		if instances = configuredFor(main, target); alone || len(instances) == 0 {
			instances, problems = config.LoadInstance(main, target, o.file, o.set)
		}
		if a.tell(problems); config.Errors(problems) {
			return nil, told(failed)
		}
		if runsItself(target) {
			for i := range instances {
				instances[i].Main = true
			}
		}
	case alone:
		path, err := a.module(main, target)
		if err != nil { // the module is not there either
			path = filepath.Join("checks.d", target+".wasm")
		}
		return nil, misuse(fmt.Sprintf("name its file, as in %s check %s", a.name, printable(path)),
			"-f and --set configure a module, and %q is a check of conf.d", target)
	default:
		var err error
		if instances, err = a.configured(main, target); err != nil {
			return nil, err
		}
	}
	if len(instances) > 0 { // which share the module
		name, path := instances[0].Check, instances[0].Module
		if m, ok, err := runtime.ReadManifest(path); ok && err == nil { // what is wrong with it ends the run
			a.tell(misnamed(name, path, &m))
		}
	}
	return o.chosen(instances)
}

// once runs the instances as often as is asked for. Text is shown as it comes.
func (a *app) once(ctx context.Context, main config.Main, instances []check.Instance, o checkFlags) ([][]outcome, error) {
	main = a.cacheable(main)
	main.Outputs = nil // nothing is delivered
	log := slog.New(slog.DiscardHandler)
	if a.flags.level.given {
		log = newLogger(a.stderr, main)
	}
	runner, err := agent.New(ctx, agent.Options{Main: main, Version: version, Log: log, Interpreters: interpreters(), Translators: translators()})
	if err != nil {
		return nil, err
	}
	var rounds [][]outcome
	var round []outcome
	show := func(run agent.Run) {
		if round = append(round, outcomeOf(run, main.Hostname)); len(round) < len(instances) {
			return
		}
		rounds, round = append(rounds, round), nil
		if o.format == asText {
			fmt.Fprint(a.stdout, roundText(rounds[len(rounds)-1])+o.between(len(rounds)))
		}
	}
	err = runner.Once(ctx, instances, o.times.value, time.Duration(o.pause), show)
	if closed := runner.Close(); err == nil {
		err = closed
	}
	return rounds, err
}

// show writes the outcomes in every format that is not written as they come.
func (a *app) show(o checkFlags, rounds [][]outcome) error {
	switch o.format {
	case asJSON:
		b, err := outcomesJSON(rounds)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s\n", b)
		return nil
	case asPrometheus:
		fmt.Fprint(a.stdout, prometheusText(rounds[len(rounds)-1]))
	case asInflux:
		for _, round := range rounds {
			fmt.Fprint(a.stdout, influxLines(round))
		}
	case asText, asNagios:
		return nil
	}
	for _, o := range rounds[len(rounds)-1] {
		if o.Error != nil {
			fmt.Fprintf(a.stderr, "error: %s #%d: %s\n", printable(o.Check), o.Instance, exception(o.Error.Kind, o.Error.Message))
		}
	}
	return nil
}
