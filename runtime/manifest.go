package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// manifestSection is the custom section that holds the manifest.
const manifestSection = "sandpiper.manifest"

const customSection = 0

// Manifest is what a module says of itself, readable without running it.
type Manifest struct {
	Name        string `json:"name"`
	Version     string `json:"version,omitempty"`
	ABI         string `json:"abi"` // such as check/v1
	Description string `json:"description,omitempty"`
	// Stateful asks for a guest of each instance's own that lives on between
	// runs: docs/lifecycle.md says what that means.
	Stateful bool `json:"stateful,omitempty"`
}

func (m Manifest) validate() error {
	switch {
	case m.Name == "":
		return errors.New("the manifest has no name")
	case m.ABI != "check/v1":
		return fmt.Errorf("the manifest's abi is %q and must be \"check/v1\"", m.ABI)
	}
	return nil
}

// ParseManifest reads a manifest in JSON. Unknown keys are refused, so that a
// misspelt one is found where it is written.
func ParseManifest(b []byte) (Manifest, error) {
	var m Manifest
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&m)
	if err == nil && len(bytes.TrimSpace(b[decoder.InputOffset():])) > 0 {
		err = errors.New("there is more behind the object")
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("reading the manifest: %w", err)
	}
	return m, m.validate()
}

// ReadManifest returns the manifest of the module in a file; ok is false when it
// has none.
func ReadManifest(path string) (m Manifest, ok bool, err error) {
	b, err := readFile(path, wasm.HardCaps())
	if err != nil {
		return Manifest{}, false, err
	}
	module, err := wasm.Read(b)
	if err != nil {
		return Manifest{}, false, fmt.Errorf("%s: %w", path, err)
	}
	return manifest(module)
}

// manifest returns the manifest of a module; ok is false when it has none.
// Keys that a later version may have added are not held against it.
func manifest(module *wasm.Module) (m Manifest, ok bool, err error) {
	b, ok := module.CustomSection(manifestSection)
	if !ok {
		return Manifest{}, false, nil
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return Manifest{}, true, fmt.Errorf("reading the section %s: %w", manifestSection, err)
	}
	return m, true, m.validate()
}

// Pack returns the module with the manifest in it, in place of one that it had.
func Pack(b []byte, m Manifest) ([]byte, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	module, err := wasm.Read(b)
	if err != nil {
		return nil, err
	}
	packed := slices.Clone(b[:8]) // magic and version
	for _, section := range module.Sections {
		if section.ID != customSection || section.Name != manifestSection {
			packed = append(packed, module.At(section.Span)...)
		}
	}
	content, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return appendCustom(packed, manifestSection, content), nil
}
