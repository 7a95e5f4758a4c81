package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) inspectCommand() *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:   "inspect FILE|NAME",
		Short: "Show what a module is and what it may do, without running it",
		Long: `Show of a module, or of that of a check, which version of the ABI it speaks,
what it says of itself, what it imports and so may do, and what it consists of.
Of a script it shows that of the interpreter which runs it.
Nothing of it is run. Exit code 1 says that it cannot run as a check.`,
		Example: `  sandpiper inspect hello
  sandpiper inspect build/http.wasm --json`,
		Args:              a.takes("FILE or NAME"),
		ValidArgsFunction: a.completeChecks,
		RunE:              func(_ *cobra.Command, args []string) error { return a.inspect(args[0], asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

func (a *app) inspect(target string, asJSON bool) error {
	main, err := a.settings()
	if err != nil {
		return err
	}
	path, err := a.module(main, target)
	if err != nil {
		return err
	}
	report, err := inspected(main, path)
	if err != nil {
		return &refusal{failed, err.Error(), unreadHint(err)}
	}
	if asJSON {
		b, err := indentedJSON(report)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s\n", b)
	} else {
		fmt.Fprint(a.stdout, reportText(path, report))
	}
	if len(report.Problems) > 0 {
		return told(failed)
	}
	return nil
}
