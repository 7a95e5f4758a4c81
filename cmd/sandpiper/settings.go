package main

import (
	"cmp"
	"fmt"
	"log/slog"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// settings reads the agent's settings, and puts the flags over them. What is
// wrong with them is told; the settings can be used all the same, but whoever
// acts on them should not when there is an error.
func (a *app) settings() (config.Main, error) {
	main, problems := a.load()
	a.tell(problems)
	if config.Errors(problems) {
		return main, told(failed)
	}
	return main, nil
}

func (a *app) load() (config.Main, []config.Problem) {
	main, problems := config.LoadMain(a.flags.config, a.env)
	main.Confd = cmp.Or(a.flags.confd, main.Confd)
	main.Checksd = cmp.Or(a.flags.checksd, main.Checksd)
	if a.flags.level.given {
		main.LogLevel = a.flags.level.value
	}
	return main, problems
}

// tell shows problems.
func (a *app) tell(problems []config.Problem) {
	for _, p := range problems {
		if a.explains(p) {
			fmt.Fprintln(a.stderr, p.Explain())
		}
	}
}

// explains says that a problem is shown: a note only to who asks for everything.
func (a *app) explains(p config.Problem) bool {
	return p.Severity > config.Note || a.flags.level.given && a.flags.level.value <= slog.LevelDebug
}
