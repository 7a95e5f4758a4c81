package config

import (
	"fmt"
	"slices"
)

// Unknown is the problem of somebody who named a check that there is not. Its
// hint says which one was probably meant.
func (c Checks) Unknown(name string) Problem {
	known := c.names()
	p := Problem{Severity: Error, Check: name, Message: fmt.Sprintf("there is no check %q", name)}
	if len(known) == 0 {
		p.Hint = "none is configured, and there are no modules"
		return p
	}
	p.Hint = didYouMean(name, known)
	return p
}

// names are those of all checks that are configured or have a module, sorted.
func (c Checks) names() []string {
	var names []string
	for _, f := range c.Files {
		names = append(names, f.Check)
	}
	for _, m := range c.Modules {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
