package config

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// source is a file that configures a check.
type source struct{ check, path string }

// findSources returns the files of conf.d in the order in which they count:
// by check, and for one check NAME.yaml, NAME.yml, then those of NAME.d.
//
//	NAME.yaml, NAME.yml   the check NAME, which may contain dots
//	NAME.d/*.yaml, *.yml  the check NAME too, one level deep
//	NAME.yaml.default     only where none of these is there
//	NAME.yaml.example     to read; never used
//	auto_conf, .hidden    not used
func findSources(folder string) ([]source, []Problem) {
	names, err := readFolder(folder)
	if err != nil {
		return nil, []Problem{{
			Severity: Error, File: folder, Message: "the folder of configuration cannot be read: " + cause(err),
			Hint: "create it and put a file NAME.yaml for each check there, or set confd in sandpiper.yaml (or --confd) to where it is",
		}}
	}
	var files, defaults []source
	var problems []Problem
	add := func(check, path string) {
		switch name := filepath.Base(path); {
		case strings.HasSuffix(name, ".default"):
			defaults = append(defaults, source{check, path})
		default:
			files = append(files, source{check, path})
		}
	}
	for _, name := range names {
		path := filepath.Join(folder, name)
		info, err := os.Stat(path)
		isFolder := err == nil && info.IsDir()
		check, isFile := configName(name)
		switch {
		case name[0] == '.':
		case name == "auto_conf" && isFolder || strings.HasPrefix(name, "auto_conf.y"):
			problems = append(problems, autoConf(path))
		case isFolder && strings.HasSuffix(name, ".d"):
			check = strings.TrimSuffix(name, ".d")
			inside, err := readFolder(path)
			if err != nil {
				problems = append(problems, Problem{
					Severity: Error, Check: check, File: path, Message: "cannot be read: " + cause(err),
					Hint: "the agent's user must be allowed to read it",
				})
			}
			for _, file := range inside {
				inner := filepath.Join(path, file)
				if strings.HasPrefix(file, "auto_conf.y") {
					problems = append(problems, autoConf(inner))
				} else if _, ok := configName(file); ok && file[0] != '.' {
					add(check, inner)
				}
			}
		case isFolder:
		case isFile:
			add(check, path)
		case wrongCase(name):
			problems = append(problems, Problem{
				Severity: Warning, File: path, Message: "not used: its extension is not in lower case",
				Hint: "rename it to " + strings.ToLower(name),
			})
		}
	}
	for _, d := range defaults {
		if !slices.ContainsFunc(files, func(s source) bool { return s.check == d.check }) {
			files = append(files, d)
		}
	}
	slices.SortFunc(files, func(a, b source) int {
		return cmp.Or(
			strings.Compare(a.check, b.check),
			len(filepath.Dir(a.path))-len(filepath.Dir(b.path)), // those of NAME.d later
			strings.Compare(a.path, b.path))
	})
	if len(files) == 0 {
		problems = append(problems, Problem{
			Severity: Warning, File: folder, Message: "no check is configured",
			Hint: fmt.Sprintf("put a file NAME.yaml there, as in %s", filepath.Join(folder, "hello.yaml")),
		})
	}
	return files, problems
}

// configName returns the name of the check that a file of this name configures
// in conf.d itself.
func configName(file string) (string, bool) {
	for _, extension := range []string{".yaml", ".yml", ".yaml.default"} {
		if name, ok := strings.CutSuffix(file, extension); ok && name != "" {
			return name, true
		}
	}
	return "", false
}

func wrongCase(file string) bool {
	_, ok := configName(strings.ToLower(file))
	return ok
}

func autoConf(path string) Problem {
	return Problem{Severity: Note, File: path, Message: "not used: it configures the discovery of services, which this agent does not do"}
}
