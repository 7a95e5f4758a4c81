package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// reportText shows what can be told of a module.
func reportText(path string, r runtime.Report) string {
	var text strings.Builder
	text.WriteString(columns(slices.Concat(scriptRows(path, r.Script), [][]string{
		{"digest", printable(r.Digest)},
		{"size", fmt.Sprintf("%d bytes, %s", r.Bytes, count(r.Functions, "function"))},
		{"memory", memoryText(r.Memory)},
		{"abi", abiText(r)},
		{"can run", canRun(r.Problems)},
	}, runsRows(r), warningRows(r.Warnings), manifestRows(r.Manifest))))
	text.WriteString("\nImports: what it may do\n" + importsText(r.Imports))
	text.WriteString("\nExports\n" + symbolsText(r.Exports))
	rows := [][]string{{"offset", "bytes", "section"}}
	for _, s := range r.Sections {
		rows = append(rows, []string{strconv.Itoa(s.Offset), strconv.Itoa(s.Bytes), printable(s.Name)})
	}
	text.WriteString("\nSections\n" + columns(rows))
	return text.String()
}

// scriptRows name the file, and say what it is where it is a script: the rest
// is of what runs it.
func scriptRows(path string, s *runtime.Script) [][]string {
	if s == nil {
		return [][]string{{"module", printable(path)}}
	}
	script := path
	if s.File != path {
		script += ", which holds " + s.File
	}
	return [][]string{
		{"script", printable(script)},
		{"", printable(s.Digest)},
		{"", fmt.Sprintf("%d bytes", s.Bytes)},
		{"runs in", "the interpreter of this program, of which is what follows"},
	}
}

func memoryText(p runtime.Pages) string {
	const page = 64 << 10
	text := fmt.Sprintf("%s (%s) from the start", count(int(p.Min), "page"), bytesText(int64(p.Min)*page))
	if p.Max > 0 {
		text += fmt.Sprintf(", at most %d (%s)", p.Max, bytesText(int64(p.Max)*page))
	}
	return text
}

func abiText(r runtime.Report) string {
	if r.ABI == "" {
		return "none; this program runs " + agent.ABI
	}
	return fmt.Sprintf("check/%s; this program runs %s", printable(r.ABI), agent.ABI)
}

func canRun(problems []string) string {
	if len(problems) == 0 {
		return "yes"
	}
	lines := []string{"no"}
	for _, p := range problems {
		lines = append(lines, "- "+printable(p))
	}
	return strings.Join(lines, "\n")
}

// runsRows say how the runs of a module begin that can run.
func runsRows(r runtime.Report) [][]string {
	if len(r.Problems) > 0 {
		return nil
	}
	runs := printable(r.Lifecycle.String())
	if r.Script != nil && r.Lifecycle.Fresh == "" { // its interpreter was looked at, and nothing has run
		runs += ", unless the script asks for the time, random numbers, files or its configuration while it is loaded"
	}
	return [][]string{{"runs", runs}}
}

func warningRows(warnings []string) (rows [][]string) {
	for _, w := range warnings {
		rows = append(rows, []string{"warning", printable(w)})
	}
	return rows
}

func manifestRows(m *runtime.Manifest) [][]string {
	if m == nil {
		return [][]string{{"manifest", "none"}}
	}
	rows := [][]string{{"manifest", strings.TrimSpace(printable(m.Name) + " " + printable(m.Version))}}
	if m.Description != "" {
		rows = append(rows, []string{"", printable(m.Description)})
	}
	if m.Stateful {
		rows = append(rows, []string{"", "stateful"})
	}
	return rows
}

// importsText groups the imports by the module that they are from.
func importsText(imports []runtime.Symbol) string {
	var modules []string
	for _, i := range imports {
		if !slices.Contains(modules, i.Module) {
			modules = append(modules, i.Module)
		}
	}
	slices.Sort(modules)
	var text strings.Builder
	for _, module := range modules {
		own := slices.DeleteFunc(slices.Clone(imports), func(i runtime.Symbol) bool { return i.Module != module })
		fmt.Fprintf(&text, "  %s\n%s", printable(module), symbolsText(own))
	}
	if len(modules) == 0 {
		return "  none\n"
	}
	return text.String()
}

func symbolsText(symbols []runtime.Symbol) string {
	var rows [][]string
	for _, s := range symbols {
		rows = append(rows, []string{"", printable(s.Name), printable(s.Kind), printable(s.Type)})
	}
	if len(rows) == 0 {
		return "  none\n"
	}
	return columns(rows)
}
