package main

import (
	"fmt"
	"strings"
	"text/template"
)

var functions = template.FuncMap{
	"camel":    func(s string) string { return camel(s, false) },
	"Camel":    func(s string) string { return camel(s, true) },
	"wasm":     function.wasmParams,
	"join":     strings.Join,
	"sentence": sentence,
	"groups":   groups,
	"drawing":  drawing,
	"add":      func(a, b int) int { return a + b },
	"negative": func(i int) int { return -i },
	"upper":    strings.ToUpper,
	"fold":     fold,
	"cParams":  cList(cType),
	"cImports": cList(cImport),
	"cCall":    cList(cArgument),
	"cField":   cField,
}

// camel turns snake_case into the names of Go, with Go's initialisms.
func camel(snake string, exported bool) string {
	var b strings.Builder
	for i, word := range strings.Split(snake, "_") {
		switch {
		case word == "ok" && (i > 0 || exported), word == "http" && (i > 0 || exported), word == "url" && (i > 0 || exported), word == "tls" && (i > 0 || exported), word == "id" && (i > 0 || exported):
			word = strings.ToUpper(word)
		case i > 0 || exported:
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	if b.String() == "type" {
		return "kind"
	}
	return b.String()
}

// sentence ends a text with a full stop where it has none.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

type group struct {
	Name      string
	Functions []function
}

// groups returns the functions under their headings, in the table's order.
func groups(all []function) []group {
	var out []group
	for _, f := range all {
		if len(out) == 0 || out[len(out)-1].Name != f.Group {
			out = append(out, group{Name: f.Group})
		}
		last := &out[len(out)-1]
		last.Functions = append(last.Functions, f)
	}
	return out
}

// drawing draws a record byte by byte.
func drawing(r record) string {
	const cell = 3 // characters a byte
	var offsets, line, names strings.Builder
	for i, f := range r.Fields {
		end := r.Size
		if i+1 < len(r.Fields) {
			end = r.Fields[i+1].Offset
		}
		width := (end-f.Offset)*cell - 1
		fmt.Fprintf(&offsets, "%-*d ", width, f.Offset)
		line.WriteString("+" + strings.Repeat("-", width))
		names.WriteString("|" + centred(f.Name+" "+f.Type, width))
	}
	rule := line.String() + "+"
	return fmt.Sprintf(" %s%d\n%s\n%s|\n%s", offsets.String(), r.Size, rule, names.String(), rule)
}

func centred(s string, width int) string {
	left := (width - len(s)) / 2
	return fmt.Sprintf("%*s%-*s", left, "", width-left, s)
}
