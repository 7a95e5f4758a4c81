package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/spf13/cobra"
)

func (a *app) packCommand() *cobra.Command {
	out := ""
	c := &cobra.Command{
		Use:   "pack MODULE manifest.yaml",
		Short: "Put a manifest into a module",
		Long: `Put what a module says of itself into it, in place of what it said before. The
manifest is YAML:

  name: http
  version: "1.0"
  abi: check/v1
  description: Polls web pages.`,
		Example: `  sandpiper pack build/http.wasm manifest.yaml
  sandpiper pack build/http.wasm manifest.yaml -o checks.d/http.wasm`,
		Args: a.takes("MODULE", "manifest.yaml"),
		RunE: func(_ *cobra.Command, args []string) error { return a.pack(args[0], args[1], out) },
	}
	c.Flags().StringVarP(&out, "output", "o", "", "`file` to write (default the module itself)")
	return c
}

func (a *app) pack(module, manifest, out string) error {
	main, _ := a.load() // for hints: what is wrong with it is no matter here
	if err := a.readable(main, module); err != nil {
		return err
	}
	m, err := a.manifest(manifest)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(module)
	if err != nil {
		return &refusal{failed, fmt.Sprintf("reading the module: %v", err), unreadHint(err)}
	}
	if b, err = runtime.Pack(b, m); err != nil {
		return &refusal{failed, fmt.Sprintf("packing %s: %v", module, err), "the module comes first, and then its manifest"}
	}
	out = cmp.Or(out, module)
	if err := replace(out, b); err != nil {
		return fmt.Errorf("writing %s: %w", out, err)
	}
	fmt.Fprintf(a.stdout, "%s is %s\n", printable(out), strings.TrimSpace(printable(m.Name)+" "+printable(m.Version)))
	return nil
}

// manifestKeys are those of a [runtime.Manifest].
func manifestKeys() []string { return []string{"name", "version", "abi", "description", "stateful"} }

// manifest reads a manifest and says what is wrong with it.
func (a *app) manifest(path string) (runtime.Manifest, error) {
	written, problems := config.ReadManifest(path, manifestKeys())
	if a.tell(problems); config.Errors(problems) {
		return runtime.Manifest{}, told(failed)
	}
	m, err := runtime.ParseManifest(written.JSON)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		want, hint := "a text", `put a text that looks like something else in quotes, as in version: "1.0"`
		if wrong.Type.Kind() == reflect.Bool {
			want, hint = "true or false", "write true or false"
		}
		a.tell([]config.Problem{written.Mistake(wrong.Field, wrong.Field+" is not "+want, hint)})
		return m, told(failed)
	case err != nil:
		return m, &refusal{failed, fmt.Sprintf("%s: %v", path, err), "name: NAME and abi: check/v1 must be there"}
	}
	return m, nil
}

// replace writes a file so that at every moment either the old one or the new
// one is there, whole.
func replace(path string, b []byte) (err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // what failed says more
		}
	}()
	_, err = f.Write(b)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
