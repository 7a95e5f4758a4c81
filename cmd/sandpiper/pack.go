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
		Use:   "pack MODULE manifest.yaml | pack SCRIPT -o MODULE",
		Short: "Put a manifest into a module, or a script into one",
		Long: `Put what a module says of itself into it, in place of what it said before. The
manifest is YAML:

  name: http
  version: "1.0"
  abi: check/v1
  description: Polls web pages.

A script becomes a module with -o. Without a manifest it has the name of its file.`,
		Example: `  sandpiper pack build/http.wasm manifest.yaml
  sandpiper pack build/http.wasm manifest.yaml -o checks.d/http.wasm
  sandpiper pack http.py -o http.wasm`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && interpreterOf(args[0]) != nil {
				return nil
			}
			return a.takes("MODULE", "manifest.yaml")(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if interpreterOf(args[0]) != nil {
				return a.packScript(args, out)
			}
			return a.pack(args[0], args[1], out)
		},
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

// packScript makes a module of a script, whose manifest may follow it in args.
func (a *app) packScript(args []string, out string) error {
	script := args[0]
	main, _ := a.load()
	if err := a.readable(main, script); err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(script), filepath.Ext(script))
	if out == "" {
		return misuse(fmt.Sprintf("add -o %s.wasm", name), "a script becomes a module, which needs a name")
	}
	m := runtime.Manifest{Name: name, ABI: "check/v1", Stateful: true}
	if len(args) > 1 {
		var err error
		if m, err = a.manifest(args[1]); err != nil {
			return err
		}
		m.Stateful = true // as every script is
	}
	text, err := os.ReadFile(script)
	if err != nil {
		return &refusal{failed, fmt.Sprintf("reading the script: %v", err), ""}
	}
	b, err := runtime.PackScript(filepath.Base(script), text, interpreterOf(script), m)
	if err != nil {
		return fmt.Errorf("packing %s: %w", script, err)
	}
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
