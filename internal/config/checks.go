package config

import (
	"cmp"
	"fmt"
	"path/filepath"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// Checks is what conf.d and the folders of modules hold together.
type Checks struct {
	// Instances are those that can run, by check and in the order of its
	// files. Whoever receives them may read them and must not change them.
	Instances []check.Instance
	// Files are the files of conf.d that configure a check, used or not.
	Files []File
	// Modules are the modules that there are, by name, with a check or not.
	Modules  []Module
	Problems []Problem
}

// File is a file of conf.d.
type File struct {
	Path  string
	Check string
	// Valid says that nothing in the file is an error. Its check may still
	// lack a module.
	Valid bool
}

// LoadChecks reads conf.d and looks for the module of each check that is
// configured there. A file with an error yields no instance, and a problem for
// each error; it never stops another file.
func LoadChecks(main Main) Checks {
	main = main.usable()
	modules := findModules(main)
	sources, problems := findSources(main.Confd)
	c := Checks{Modules: modules.list(), Problems: append(modules.problems, problems...)}
	told := map[string]bool{} // checks whose lack of a module is told
	for _, s := range sources {
		f := readCheckFile(readDocument(s.path, s.check, "it is a link that leads nowhere: remove it, or set it right"), main)
		instances := f.read()
		c.Files = append(c.Files, File{s.path, s.check, f.valid()})
		c.Problems = append(c.Problems, f.sorted()...)

		module, found := modules.found[s.check]
		switch {
		case told[s.check] || modules.refused[s.check]:
			continue
		case !found:
			told[s.check] = true
			if len(modules.folders) > 0 { // else there is one problem already that says it all
				c.Problems = append(c.Problems, modules.missing(s.check, s.path))
			}
			continue
		}
		if why := unusable(module.Path); why != "" {
			told[s.check] = true
			c.Problems = append(c.Problems, Problem{Severity: Error, Check: s.check, File: module.Path, Message: why})
			continue
		}
		for _, i := range instances {
			i.Module = module.Path
			c.Instances = append(c.Instances, i)
		}
	}
	identify(c.Instances)
	c.Problems = append(c.Problems, unconfigured(c, main.Confd)...)
	return c
}

// unconfigured notes each module that no file configures.
func unconfigured(c Checks, confd string) []Problem {
	configured := map[string]bool{}
	for _, f := range c.Files {
		configured[f.Check] = true
	}
	var problems []Problem
	for _, m := range c.Modules {
		if !configured[m.Name] {
			problems = append(problems, Problem{
				Severity: Note, Check: m.Name, File: m.Path, Message: fmt.Sprintf("check %q is not run: nothing configures it", m.Name),
				Hint: "to run it, write " + filepath.Join(confd, m.Name+".yaml"),
			})
		}
	}
	return problems
}

// usable fills what every instance needs where main was not made by LoadMain.
func (m Main) usable() Main {
	m.CheckInterval = cmp.Or(m.CheckInterval, 15*time.Second)
	return m
}
