package doctor

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"slices"

	"github.com/sandpiper-checks/sandpiper/check"
)

// The examiner is a check of its own, and so one script of two files.
var (
	//go:embed flow.py
	flow []byte
	//go:embed doctor.py
	examiner []byte
)

// lookPython lets the examiner read a script.
func (d *doctor) lookPython(ctx context.Context, s subject, text []byte) ([]sign, error) {
	beside := slices.DeleteFunc(slices.Clone(d.beside), func(name string) bool { return name == s.name })
	question, err := json.Marshal(map[string]any{
		"file": filepath.Base(s.script), "source": base64.StdEncoding.EncodeToString(text),
		"beside": append([]string{}, beside...), "package": s.module,
	})
	if err != nil {
		return nil, err
	}
	result, err := d.runtime.Run(ctx, &check.Instance{
		ID: check.ID("doctor " + s.script), Check: "doctor", Module: d.examiner, Config: question, InitConfig: []byte("{}"),
	})
	if err != nil {
		return nil, err
	}
	if result.Fault != nil {
		return []sign{{kind: "load", text: result.Fault.Error(), when: always}}, nil //nolint:nilerr // it is what is found
	}
	var found []sign
	for _, e := range result.Events {
		f := sign{kind: e.Title, text: e.Text}
		if json.Unmarshal(e.Extra["line"], &f.line) != nil || json.Unmarshal(e.Extra["when"], &f.when) != nil {
			f = sign{kind: "load", text: "it reports an event while it is loaded, as no check does", when: always}
		}
		found = append(found, f)
	}
	return found, nil
}
