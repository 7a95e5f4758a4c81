package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// command is the whole command line.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "sandpiper",
		Short: "A monitoring agent whose checks are sandboxed WebAssembly modules",
		Long: `Sandpiper runs checks, which are sandboxed WebAssembly modules, on an interval
and delivers what they report.

Exit codes: 0 all is well, 1 a check or the configuration failed, 2 the call is
wrong or names a check that there is not, 3 no agent is running.`,
		Example: `  sandpiper run            the agent, until ctrl-c
  sandpiper check hello    one check, once, now
  sandpiper info           what the running agent knows`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          a.unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			fmt.Fprint(a.stderr, c.Long+"\n\n"+c.UsageString())
			return told(misused)
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return misuse(c.CommandPath()+" --help lists the flags", "%v", err)
	})
	a.flags.add(root)
	root.AddCommand(a.runCommand(), a.checkCommand(), a.infoCommand(), a.configcheckCommand(),
		a.inspectCommand(), a.packCommand(), a.doctorCommand(), a.cacheCommand(), a.versionCommand(), a.stripCommand())
	a.addCompletion(root)
	return root
}

// addCompletion adds cobra's command for the completions of shells, which by
// itself lets any call pass.
func (a *app) addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	c, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	c.Example = "  sandpiper completion bash"
	c.Args = nil
	c.RunE = func(c *cobra.Command, _ []string) error {
		return misuse("use bash, fish, powershell or zsh", "%s needs a shell that it knows", c.CommandPath())
	}
	for _, shell := range c.Commands() {
		shell.Args = a.takes()
	}
}

// unknownCommand refuses the arguments of the program itself: it has none.
func (a *app) unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := a.name + " --help lists the commands"
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		hint = fmt.Sprintf("did you mean %q?", near[0])
	}
	return misuse(hint, "there is no command %q", args[0])
}

// takes refuses a call that has not exactly as many arguments as are named.
func (a *app) takes(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		for i, name := range names {
			if i >= len(args) {
				return misuse("call it as "+c.UseLine(), "%s needs %s", c.CommandPath(), name)
			}
		}
		if len(args) > len(names) {
			return misuse("call it as "+c.UseLine(), "%s has no use for %q", c.CommandPath(), args[len(names)])
		}
		return nil
	}
}
