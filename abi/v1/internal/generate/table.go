package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// table is check.json, resolved: parameters that name a common one hold it.
type table struct {
	Module     string
	Marker     string
	Version    string
	Exports    []export
	Limits     []value
	Statuses   []value
	Enums      []enum
	Records    []record
	Parameters map[string]parameter
	Functions  []function
}

type export struct {
	Name, Type, Doc string
	Required        bool
}

type value struct {
	Name, Doc string
	Value     int
}

type enum struct {
	Name, Doc string
	Values    []value
}

type record struct {
	Name, Doc string
	Size      int
	Fields    []field
}

type field struct {
	Name, Type, Doc string
	Offset          int
	Pointer         bool // to text, whose length is the next field
}

type function struct {
	Name, Group, Doc string
	Init             bool
	Params           []parameter
	Returns          string
	Statuses         map[string]string
	StatusesOf       string `json:"statuses_of"`
}

// parameter is one argument as an author thinks of it; texts, lists, records
// and buffers are two values each on the wasm stack: a pointer and a length. A
// clipped text is cut at its limit, any other is refused above it.
type parameter struct {
	Name, Type, Limit, Record, Doc string
}

// UnmarshalJSON takes the name of a common parameter, or a whole one.
func (p *parameter) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, &p.Name)
	}
	type plain parameter
	return strict(b, (*plain)(p))
}

func strict(b []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func readTable(path string) (*table, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t := new(table)
	if err := strict(b, t); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return t, t.resolve()
}

// resolve fills in what check.json says by reference, and refuses references
// to what is not there.
func (t *table) resolve() error {
	limits, statuses, byName := map[string]bool{"": true}, map[string]bool{}, map[string]function{}
	for _, l := range t.Limits {
		limits[l.Name] = true
	}
	for _, s := range t.Statuses {
		statuses[s.Name] = true
	}
	for i := range t.Functions {
		f := &t.Functions[i]
		for j, p := range f.Params {
			if p.Type == "" {
				common, ok := t.Parameters[p.Name]
				if !ok {
					return fmt.Errorf("%s: no parameter %q", f.Name, p.Name)
				}
				common.Name = p.Name
				f.Params[j] = common
			}
			if !limits[f.Params[j].Limit] {
				return fmt.Errorf("%s: no limit %q", f.Name, p.Limit)
			}
		}
		if f.StatusesOf != "" {
			f.Statuses = byName[f.StatusesOf].Statuses
		}
		for status := range f.Statuses {
			if !statuses[status] {
				return fmt.Errorf("%s: no status %q", f.Name, status)
			}
		}
		byName[f.Name] = *f
	}
	return nil
}

// wasmParams are the types on the wasm stack.
func (f function) wasmParams() []string {
	var types []string
	for _, p := range f.Params {
		switch p.Type {
		case "text", "clipped", "texts", "records", "buffer":
			types = append(types, "i32", "i32")
		default:
			types = append(types, p.Type)
		}
	}
	return types
}
