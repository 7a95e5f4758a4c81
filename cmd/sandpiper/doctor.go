package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/doctor"
	"github.com/spf13/cobra"
)

func (a *app) doctorCommand() *cobra.Command {
	run, asJSON := false, false
	c := &cobra.Command{
		Use:   "doctor DIR",
		Short: "Say which of the checks in a folder run here, and why not",
		Long: `Look at the checks of another agent, and say of each whether it runs as it is,
needs a grant, may run unless it comes to some line, or cannot run, and why, with
the lines. The folder holds one of

  checks.d/NAME.py              and conf.d/NAME.yaml
  NAME.py                       and NAME.yaml
  NAME/datadog_checks/NAME/     or stackstate_checks, as they are published

Scripts are read, and loaded, within the sandbox and without any grant. Where
there is only an example of a configuration, that is taken. With --run each
instance is run once too, with what its configuration grants. Exit code 1 says
that some check cannot run, or that there is none.`,
		Example: `  sandpiper doctor /etc/sts-agent
  sandpiper doctor ./my-checks --run
  sandpiper doctor ./integrations-core`,
		Args: a.takes("DIR"),
		RunE: func(c *cobra.Command, args []string) error {
			main, err := a.settings()
			if err != nil {
				return err
			}
			reports, err := doctor.Examine(c.Context(), doctor.Options{
				Dir: args[0], Main: a.cacheable(main), Run: run, Version: version,
				Interpreters: interpreters(), Translators: translators(),
			})
			if err != nil {
				return &refusal{failed, fmt.Sprintf("examining %s: %v", args[0], err), "name a folder that holds checks.d and conf.d, the files of both, or published checks"}
			}
			if len(reports) == 0 {
				return &refusal{failed, fmt.Sprintf("no check is in %s", args[0]), "name a folder that holds checks.d and conf.d, NAME.py and NAME.yaml, or published checks, NAME/datadog_checks/NAME"}
			}
			if asJSON {
				b, err := indentedJSON(append([]doctor.Report{}, reports...))
				if err != nil {
					return err
				}
				fmt.Fprintf(a.stdout, "%s\n", b)
			} else {
				fmt.Fprint(a.stdout, doctorText(reports))
			}
			if slices.ContainsFunc(reports, func(r doctor.Report) bool { return r.Verdict == doctor.Cannot }) {
				return told(failed)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&run, "run", false, "run each instance once too")
	c.Flags().BoolVar(&asJSON, "json", false, "print the reports as JSON")
	return c
}

// doctorText shows what was found of each check, and how many there are of each
// verdict.
func doctorText(reports []doctor.Report) string {
	var b strings.Builder
	verdicts := map[doctor.Verdict]int{}
	for _, r := range reports {
		verdicts[r.Verdict]++
		fmt.Fprintf(&b, "%s: %s\n", printable(r.Check), r.Verdict)
		writeFindings(&b, "    ", r.File, r.Reasons)
		writeFindings(&b, "    look at ", r.File, r.Notes)
		for _, ran := range r.Ran {
			fmt.Fprintf(&b, "    instance #%d [%s] %s, %s, %s", ran.Instance, ran.Status,
				count(ran.Metrics, "sample"), count(ran.Events, "event"), count(ran.ServiceChecks, "service check"))
			if ran.Error != "" {
				b.WriteString(": " + printable(ran.Error))
			}
			b.WriteString("\n")
		}
	}
	fmt.Fprintf(&b, "\n%s: %d run as they are, %d need a grant, %d may run, %d cannot run\n", count(len(reports), "check"),
		verdicts[doctor.Runs], verdicts[doctor.Needs], verdicts[doctor.May], verdicts[doctor.Cannot])
	return b.String()
}

// writeFindings shows findings in the order of their first lines: what is to be
// said of several lines is said once.
func writeFindings(b *strings.Builder, before, file string, findings []doctor.Finding) {
	lines := map[string]string{}
	for _, f := range findings {
		if f.Line > 0 {
			lines[f.Text] = strings.TrimPrefix(fmt.Sprintf("%s, %d", lines[f.Text], f.Line), ", ")
		}
	}
	said := map[string]bool{}
	for _, f := range findings {
		if said[f.Text] {
			continue
		}
		said[f.Text] = true
		b.WriteString(before)
		if lines[f.Text] != "" {
			fmt.Fprintf(b, "%s:%s: ", printable(file), lines[f.Text])
		}
		b.WriteString(printable(f.Text) + "\n")
	}
}
