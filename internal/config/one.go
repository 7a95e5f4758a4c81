package config

import (
	"slices"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"gopkg.in/yaml.v3"
)

// LoadInstance returns the instances to run a module with that conf.d does not
// name. file is a file as in conf.d, or one that holds a single instance; it
// may be empty. Each of set is a key=value of the instance, or
// init_config.KEY=value of init_config, and goes over what the file says. A
// value is read as in YAML. With neither, the instance is empty. Any error
// means that there are no instances.
func LoadInstance(main Main, module, file string, set []string) ([]check.Instance, []Problem) {
	main = main.usable()
	name := checkName(module)
	d := newDocument("", name, nil)
	if file != "" {
		d = readDocument(file, name, "write the instance there, such as url: http://localhost/, or give its keys by --set key=value")
	}
	if !d.valid() {
		return nil, d.sorted()
	}
	var problems []Problem
	f := wholeOrInstance(d, main)
	for _, assignment := range set {
		problems = append(problems, f.assign(name, assignment)...)
	}
	if why := unusable(module); why != "" {
		problems = append(problems, Problem{Severity: Error, Check: name, File: module, Message: "the module " + why})
	}
	instances := f.read()
	if problems = append(problems, f.sorted()...); Errors(problems) {
		return nil, problems
	}
	for i := range instances {
		instances[i].Module = module
	}
	identify(instances)
	return instances, problems
}

// wholeOrInstance takes a mapping with the key instances for a file as in
// conf.d, and any other for an instance.
func wholeOrInstance(d *document, main Main) *checkFile {
	if d.root != nil && d.root.Kind == yaml.MappingNode {
		for _, p := range d.pairs(d.root) {
			if p.key == "instances" {
				return readCheckFile(d, main)
			}
		}
	}
	f := &checkFile{document: d, main: main}
	entry := d.root
	if entry == nil || kindOf(entry) == isNull {
		entry = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	}
	f.instances = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: []*yaml.Node{entry}}
	return f
}

// assign puts a key=value into each instance, or into init_config.
func (f *checkFile) assign(name, assignment string) []Problem {
	key, value, ok := strings.Cut(assignment, "=")
	d := newDocument("--set "+key, name, nil)
	if !ok || key == "" {
		d.at(Error, 0, 0, "this is not key=value", "write it as in --set timeout=5")
		return d.problems
	}
	n := d.flagValue(value)
	field, init := strings.CutPrefix(key, "init_config.")
	if d.valid() { // all that can be wrong is told of the flag, and then of nothing else
		alone := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		put(alone, field, n)
		d.object(alone)
		d.reserved(alone, check.Limits{}) // the file is held against the agent's limits later
	}
	switch {
	case !d.valid():
		return d.problems
	case init:
		if f.initConfig == nil || f.initConfig.Kind != yaml.MappingNode {
			f.initConfig = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		}
		f.initConfig = withOwn(f.initConfig, f.initConfig)
		put(f.initConfig, field, n)
	case f.instances != nil:
		for i, at := range f.instances.Content {
			if entry := follow(at); entry.Kind == yaml.MappingNode {
				f.instances.Content[i] = withOwn(entry, at)
				put(f.instances.Content[i], field, n)
			}
		}
	}
	return d.problems
}

// withOwn returns a copy of a mapping that stands at a place, whose entries
// can be changed: an anchor makes one mapping stand at several.
func withOwn(mapping, at *yaml.Node) *yaml.Node {
	own := *mapping
	own.Content = slices.Clone(mapping.Content)
	own.Line, own.Column = at.Line, at.Column
	return &own
}

// flagValue reads a value that is given on the command line. One that begins
// with a bracket or a quote is YAML, and any other a single scalar, so that no
// other sign in it, such as the ": " of a sentence, needs a quote.
func (d *document) flagValue(value string) *yaml.Node {
	if value == "" || !strings.ContainsRune(`[{"'`, rune(value[0])) {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: value}
	}
	if d.parse([]byte(value)); d.root == nil {
		return &yaml.Node{Kind: yaml.ScalarNode} // which nobody sees: it is an error
	}
	return d.root
}

// put sets a key of a mapping, in the place of one that is there.
func put(mapping *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key && mapping.Content[i].Kind == yaml.ScalarNode {
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.SingleQuotedStyle, Value: key}, value)
}
