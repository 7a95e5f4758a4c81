package runtime

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// scriptSection is the custom section that holds a packed script: a module that
// begins with it has nothing else but a manifest, and an interpreter runs it.
const scriptSection = "sandpiper.script"

// packed is a script, with what is needed to run it elsewhere.
type packed struct {
	File        string `json:"file"`        // its name, whose extension says what runs it
	Interpreter string `json:"interpreter"` // the digest of what ran it where it was packed
	Text        []byte `json:"text"`
}

// PackScript returns a module of a script, which runs wherever there is an
// interpreter for its file's name. The manifest is one of a check that keeps its
// object; interpreter is what runs it here, one of those that [Options] have.
func PackScript(file string, text []byte, interpreter func() []byte, m Manifest) ([]byte, error) {
	module := interpreter()
	if len(module) == 0 {
		return nil, noInterpreter(extension(file))
	}
	content, err := json.Marshal(packed{path.Base(file), digest(module), text})
	if err != nil {
		return nil, err
	}
	return Pack(appendCustom([]byte("\x00asm\x01\x00\x00\x00"), scriptSection, content), m)
}

// appendCustom appends a custom section: id, size, name, content; sizes are
// unsigned LEB128 (core specification 5.5.3), which Go calls uvarint.
func appendCustom(module []byte, name string, content []byte) []byte {
	named := binary.AppendUvarint(nil, uint64(len(name)))
	named = append(append(named, name...), content...)
	module = append(module, customSection)
	module = binary.AppendUvarint(module, uint64(len(named)))
	return append(module, named...)
}

// readPacked returns the script that a module is; ok is false when it is another
// module, or none.
func readPacked(b []byte) (p packed, ok bool, err error) {
	const header = 8 // magic and version
	if len(b) < header || !bytes.Contains(b[header:min(len(b), header+32)], []byte(scriptSection)) {
		return packed{}, false, nil
	}
	module, err := wasm.Read(b)
	if err != nil || len(module.Sections) == 0 || module.Sections[0].Name != scriptSection {
		return packed{}, false, nil //nolint:nilerr // what is wrong with it is told of it as a module
	}
	for _, s := range module.Sections {
		if s.ID != customSection {
			return packed{}, true, errors.New("it holds a script, and more than that")
		}
	}
	content, _ := module.CustomSection(scriptSection)
	if err := json.Unmarshal(content, &p); err != nil {
		return packed{}, true, fmt.Errorf("reading the section %s: %w", scriptSection, err)
	}
	if p.File == "" || !utf8.ValidString(p.File) || strings.ContainsAny(p.File, "/\\") || strings.IndexFunc(p.File, isControl) >= 0 {
		return packed{}, true, errors.New("the name of its script is no name of a file")
	}
	return p, true, nil
}
