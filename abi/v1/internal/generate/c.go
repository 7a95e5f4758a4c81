package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
)

// cType is the type of a parameter, where texts, lists and buffers are one value.
func cType(p parameter) string {
	switch p.Type {
	case "text", "clipped":
		return "sp_text " + p.Name
	case "texts":
		return "sp_texts " + p.Name
	case "records":
		return fmt.Sprintf("const sp_%s *%s, size_t %s_len", p.Record, p.Name, p.Name)
	case "buffer":
		return fmt.Sprintf("void *%s, size_t %s_len", p.Name, p.Name)
	default:
		return cNumber(p.Type) + " " + p.Name
	}
}

// cImport is the same as it stands on the wasm stack.
func cImport(p parameter) string {
	switch p.Type {
	case "text", "clipped":
		return fmt.Sprintf("const char *%s, size_t %s_len", p.Name, p.Name)
	case "texts":
		return fmt.Sprintf("const sp_text *%s, size_t %s_len", p.Name, p.Name)
	default:
		return cType(p)
	}
}

// cArgument hands a parameter of cType on to one of cImport.
func cArgument(p parameter) string {
	switch p.Type {
	case "text", "clipped", "texts":
		return fmt.Sprintf("%s.ptr, %s.len", p.Name, p.Name)
	case "records", "buffer":
		return fmt.Sprintf("%s, %s_len", p.Name, p.Name)
	default:
		return p.Name
	}
}

// cList joins what f makes of each parameter.
func cList(f func(parameter) string) func([]parameter) string {
	return func(params []parameter) string {
		var parts []string
		for _, p := range params {
			parts = append(parts, f(p))
		}
		return strings.Join(parts, ", ")
	}
}

// cField declares the i-th field of a record. A pointer is one to text, and
// what follows it is its length.
func cField(r record, i int) string {
	f := r.Fields[i]
	switch {
	case f.Pointer:
		return "const char *" + f.Name
	case i > 0 && r.Fields[i-1].Pointer:
		return "size_t " + f.Name
	default:
		return cNumber(f.Type) + " " + f.Name
	}
}

func cNumber(wasm string) string {
	switch wasm {
	case "i32":
		return "int32_t"
	case "i64":
		return "int64_t"
	default:
		return "double"
	}
}

// CDoc says what a function does, of its arguments and its answers what is not
// plain, in the words of C.
func (t *table) CDoc(f function) string {
	doc := f.Doc
	if f.Init {
		doc += " Also during initialisation."
	}
	model, ok := t.function(f.StatusesOf)
	if ok && slices.Equal(model.Params, f.Params) {
		return t.CComment(doc + "\n\nTakes and returns what `" + model.Name + "` does.")
	}
	var b strings.Builder
	b.WriteString(t.CComment(doc))
	b.WriteString(t.cArguments(f.Params))
	if ok {
		b.WriteString(t.CComment("\nReturns what `" + model.Name + "` returns."))
		return b.String()
	}
	b.WriteString(t.CComment("\nReturns " + f.Returns + plural(len(f.Statuses), ".", ", or", ", or one of")))
	b.WriteString(t.cAnswers(f.Statuses))
	return b.String()
}

func (t *table) cArguments(params []parameter) string {
	var rows [][2]string
	for _, p := range params {
		what := p.Doc
		if p.Limit != "" {
			each := ""
			if p.Type == "texts" {
				each = "each "
			}
			what = strings.TrimPrefix(what+"; "+each+"at most SP_"+strings.ToUpper(p.Limit), "; ")
		}
		if what != "" {
			rows = append(rows, [2]string{p.Name, what})
		}
	}
	return t.cTable(rows)
}

func (t *table) cAnswers(statuses map[string]string) string {
	var rows [][2]string
	for _, s := range t.Statuses {
		cause, ok := statuses[s.Name]
		if !ok {
			continue
		}
		if cause == "" {
			cause = strings.ToLower(s.Doc[:1]) + strings.TrimSuffix(s.Doc[1:], ".")
		}
		rows = append(rows, [2]string{"SP_" + strings.ToUpper(s.Name), cause})
	}
	return t.cTable(rows)
}

func (t *table) function(name string) (function, bool) {
	i := slices.IndexFunc(t.Functions, func(f function) bool { return f.Name == name })
	if i < 0 {
		return function{}, false
	}
	return t.Functions[i], true
}

// CEnum is the values of an enumeration, a line each. The statuses are negative,
// as they are returned.
func (t *table) CEnum(prefix string, sign int, values []value) string {
	var rows [][2]string
	for _, v := range values {
		rows = append(rows, [2]string{fmt.Sprintf("SP_%s = %d,", strings.ToUpper(prefix+v.Name), sign*v.Value), v.Doc})
	}
	widest := 0
	for _, row := range rows {
		if row[1] != "" {
			widest = max(widest, len(row[0]))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		lines := wrap(t.InC(row[1]), 70-widest)
		if len(lines) == 0 {
			b.WriteString("\t" + row[0] + "\n")
		}
		for i, line := range lines {
			if i > 0 {
				row[0] = ""
			}
			fmt.Fprintf(&b, "\t%-*s // %s\n", widest, row[0], line)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fold breaks a line of C between arguments.
func fold(s string) string {
	const width, tab = 90, 4
	indent := len(s) - len(strings.TrimLeft(s, "\t"))
	at := indent * (tab - 1)
	var b strings.Builder
	for i, part := range strings.SplitAfter(s, ",") {
		if i > 0 && at+len(part) > width {
			b.WriteString("\n" + strings.Repeat("\t", indent+2))
			part = strings.TrimSpace(part)
			at = (indent + 2) * tab
		}
		b.WriteString(part)
		at += len(part)
	}
	return b.String()
}

func plural(n int, none, one, many string) string {
	switch n {
	case 0:
		return none
	case 1:
		return one
	default:
		return many
	}
}

// cTable is an indented table of two columns, in a comment.
func (t *table) cTable(rows [][2]string) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("//\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, line := range wrap(t.InC(row[1]), 54) {
			if i > 0 {
				row[0] = ""
			}
			fmt.Fprintf(w, "//     %s\t%s\n", row[0], line)
		}
	}
	_ = w.Flush() // into memory
	return b.String()
}

// CComment is a text as a comment of C; an empty line stays one.
func (t *table) CComment(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			b.WriteString("//\n")
		}
		for _, wrapped := range wrap(t.InC(line), 77) {
			b.WriteString("// " + wrapped + "\n")
		}
	}
	return b.String()
}

// wrap breaks a text into lines of at most width characters.
func wrap(s string, width int) (lines []string) {
	for word := range strings.FieldsSeq(s) {
		last := len(lines) - 1
		if last < 0 || len(lines[last])+1+len(word) > width {
			lines = append(lines, word)
			continue
		}
		lines[last] += " " + word
	}
	return lines
}

var (
	ofEnum = regexp.MustCompile(`an? \*(\w+)\*( status)? of the table below`)
	strong = regexp.MustCompile(`\*([^*]+)\*`)
	quoted = regexp.MustCompile("`(\\w+)`")
)

// InC turns the notation of the table's docs into that of the header.
func (t *table) InC(doc string) string {
	doc = ofEnum.ReplaceAllStringFunc(doc, func(s string) string {
		return "one of SP_" + strings.ToUpper(ofEnum.FindStringSubmatch(s)[1]) + "_..."
	})
	doc = strong.ReplaceAllString(doc, `"$1"`)
	return quoted.ReplaceAllStringFunc(doc, func(s string) string {
		name := strings.Trim(s, "`")
		_, isFunction := t.function(name)
		switch {
		case name == "ok":
			return "SP_OK"
		case isFunction:
			return "sp_" + name
		default:
			return s
		}
	})
}
