package config

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Module is a file that a check can be run with.
type Module struct {
	Name string // of the check
	Path string
}

// modules is what the folders of modules hold, by name.
type modules struct {
	found    map[string]Module
	refused  map[string]bool // names that a folder has two of; their problem is told
	folders  []string        // those that were read, for hints
	problems []Problem
}

// findModules looks into each folder of modules. The first folder that has a
// name decides for it: what is wrong with that module is not mended by another
// of the same name, which would be a surprise.
func findModules(main Main) modules {
	m := modules{found: map[string]Module{}, refused: map[string]bool{}}
	for _, folder := range main.AdditionalChecksd {
		m.read(folder, Warning, "additional_checksd names it; create it, or remove it there")
	}
	m.read(main.Checksd, Error, "create it and put checks (NAME.wasm, NAME.py, NAME.js, NAME.ts) there, or set checksd in sandpiper.yaml (or --checksd) to where they are")
	return m
}

func (m *modules) read(folder string, missing Severity, hint string) {
	names, err := readFolder(folder)
	if err != nil {
		severity := Error
		if os.IsNotExist(err) {
			severity = missing
		}
		m.problems = append(m.problems, Problem{Severity: severity, File: folder, Message: "the folder of modules cannot be read: " + cause(err), Hint: hint})
		return
	}
	m.folders = append(m.folders, folder)
	here := map[string]Module{}
	for _, file := range names {
		name, ok := moduleName(file)
		path := filepath.Join(folder, file)
		if info, err := os.Stat(path); !ok || err == nil && info.IsDir() {
			continue
		}
		if first, ok := m.found[name]; ok {
			m.problems = append(m.problems, Problem{Severity: Note, Check: name, File: path, Message: "not used: " + first.Path + " comes first"})
			continue
		}
		if first, ok := here[name]; ok {
			m.refused[name] = true
			m.problems = append(m.problems, Problem{
				Severity: Error, Check: name, File: folder,
				Message: fmt.Sprintf("two modules of the name %q: %s and %s; neither is used", name, filepath.Base(first.Path), file),
				Hint:    "remove or rename one of them",
			})
			continue
		}
		here[name] = Module{name, path}
	}
	maps.Copy(m.found, here)
}

// moduleName returns the name of the check whose module, or script, a file is.
// The case of the extension does not matter. __init__.py, which older agents
// have in such a folder, is none.
func moduleName(file string) (string, bool) {
	extension := filepath.Ext(file)
	name := strings.TrimSuffix(file, extension)
	if name == "" || name[0] == '.' || file == "__init__.py" {
		return name, false
	}
	switch strings.ToLower(extension) {
	case ".wasm", ".py", ".js", ".ts":
		return name, true
	default:
		return name, false
	}
}

// IsModule says that a file of this name is a module, or a script.
func IsModule(file string) bool {
	_, ok := moduleName(filepath.Base(file))
	return ok
}

// unusable says why a file can be no module, empty when it may be one. A named
// pipe is refused because who reads one waits for its writer.
func unusable(path string) string {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "cannot be read: " + cause(err)
	case !info.Mode().IsRegular():
		return "is not a regular file"
	default:
		return ""
	}
}

// list returns the modules that can be used, by name.
func (m *modules) list() []Module {
	var list []Module
	for _, name := range sortedKeys(m.found) {
		if !m.refused[name] {
			list = append(list, m.found[name])
		}
	}
	return list
}

// missing is the problem that no folder has a module for a check.
func (m *modules) missing(check, file string) Problem {
	p := Problem{Severity: Error, Check: check, File: file, Message: fmt.Sprintf("check %q has no module", check)}
	where := strings.Join(m.folders, ", ")
	names := sortedKeys(m.found)
	if near := nearest(check, names); near != "" {
		found := m.found[near].Path
		p.Hint = fmt.Sprintf("%s holds %s; did you mean %q?", filepath.Dir(found), filepath.Base(found), near)
		return p
	}
	if len(names) == 0 {
		p.Hint = fmt.Sprintf("%s holds no modules; put %s.py or %s.wasm there", where, check, check)
		return p
	}
	files := make([]string, len(names))
	for i, name := range names {
		files[i] = filepath.Base(m.found[name].Path)
	}
	p.Hint = fmt.Sprintf("%s holds %s; put %s.py or %s.wasm there", where, enumerate(files), check, check)
	return p
}

// readFolder returns the names in a folder, sorted.
func readFolder(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	slices.Sort(names)
	return names, nil
}
