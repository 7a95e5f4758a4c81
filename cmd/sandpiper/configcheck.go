package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/spf13/cobra"
)

func (a *app) configcheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "configcheck",
		Short: "Check the settings and every file of conf.d",
		Long: `Read the settings, every file of conf.d and the modules of its checks as the
agent would, and show what is wrong with each: where it stands, and what to do.
Nothing is run.`,
		Example: `  sandpiper configcheck
  sandpiper configcheck --confd ./conf.d --checksd ./checks.d`,
		Args: a.takes(),
		RunE: func(*cobra.Command, []string) error {
			main, problems := a.load()
			checks := config.LoadChecks(main)
			problems = slices.Concat(problems, checks.Problems, a.moduleProblems(main, checks))
			fmt.Fprint(a.stdout, configText(main, checks, problems, a.explains))
			if config.Errors(problems) {
				return told(failed)
			}
			return nil
		},
	}
}

// moduleProblems are what keeps the modules of the checks that would run from
// running. Nothing of them is run.
func (a *app) moduleProblems(main config.Main, checks config.Checks) (problems []config.Problem) {
	asked := map[string]bool{}
	ofScripts := map[string]string{} // what is wrong with what runs them, by extension
	for _, i := range checks.Instances {
		if asked[i.Module] {
			continue
		}
		asked[i.Module] = true
		kind := strings.ToLower(filepath.Ext(i.Module))
		message, known := ofScripts[kind]
		if !known {
			report, err := inspected(main, i.Module)
			message = strings.Join(report.Problems, "; ")
			if err != nil {
				message = strings.TrimPrefix(err.Error(), i.Module+": ")
			}
			if interpreterOf(i.Module) != nil {
				ofScripts[kind] = message
			} else {
				problems = append(problems, misnamed(i.Check, i.Module, report.Manifest)...)
			}
		}
		if message != "" {
			problems = append(problems, config.Problem{
				Severity: config.Error, Check: i.Check, File: i.Module, Message: message,
				Hint: fmt.Sprintf("%s inspect %s shows what the module is", a.name, i.Check),
			})
		}
	}
	return problems
}

// configText says of each file whether it is valid, and what is wrong with it;
// then what is wrong elsewhere, and what all that means.
func configText(main config.Main, checks config.Checks, problems []config.Problem, shown func(config.Problem) bool) string {
	problems = slices.DeleteFunc(problems, func(p config.Problem) bool { return !shown(p) })
	var files []string
	if main.File != "" {
		files = append(files, main.File)
	}
	for _, f := range checks.Files {
		files = append(files, f.Path)
	}
	var b strings.Builder
	for _, file := range files {
		verdict := "is valid"
		own := slices.DeleteFunc(slices.Clone(problems), func(p config.Problem) bool { return p.File != file })
		if config.Errors(own) {
			verdict = "contains errors:"
		}
		fmt.Fprintf(&b, "%s %s\n", printable(file), verdict)
		for _, p := range own {
			b.WriteString("    " + strings.ReplaceAll(p.Explain(), "\n", "\n    ") + "\n")
		}
	}
	for _, p := range problems {
		if !slices.Contains(files, p.File) {
			b.WriteString(p.Explain() + "\n")
		}
	}
	if config.Errors(problems) {
		b.WriteString("Fix the errors above and run configcheck again: what they name is not used until then.\n")
	} else {
		b.WriteString("All yaml files passed. You can now run the agent.\n")
	}
	return b.String()
}
