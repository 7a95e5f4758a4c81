package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/javascript"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/spf13/cobra"
)

func (a *app) cacheCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "cache",
		Short: "Show what is kept so that the next start is quick, or clear it",
		Long: `Show what is kept of modules so that they need not be compiled and initialised
at each start: of which module, what made it, how large it is, and when it was
used last. Images are of use to the very program that made them, and stay a
while when another build takes its place. When the cache has reached its
cache_size, what other builds made goes, and then what was used least lately.`,
		Example: `  sandpiper cache
  sandpiper cache clear`,
		Args: a.takes(),
		RunE: func(*cobra.Command, []string) error { return a.showCache() },
	}
	c.AddCommand(&cobra.Command{
		Use:   "clear",
		Short: "Remove all that is kept",
		Long: `Remove all that is kept of modules, and the key that says that it is ours. The
next start compiles every module; an agent that is running goes on.`,
		Example: "  sandpiper cache clear",
		Args:    a.takes(),
		RunE:    func(*cobra.Command, []string) error { return a.clearCache() },
	})
	return c
}

func (a *app) showCache() error {
	main, err := a.settings()
	if err != nil {
		return err
	}
	report, err := runtime.Cache(main.CacheDir)
	if err != nil {
		return &refusal{failed, fmt.Sprintf("reading the cache: %v", err), "set cache_dir to a folder of its own"}
	}
	fmt.Fprint(a.stdout, cacheText(main, report, moduleNames(main)))
	return nil
}

func (a *app) clearCache() error {
	main, err := a.settings()
	if err != nil {
		return err
	}
	entries, bytes, err := runtime.ClearCache(main.CacheDir)
	if err != nil {
		return &refusal{failed, fmt.Sprintf("clearing the cache: %v", err), "its files are those of the user who runs the agent"}
	}
	fmt.Fprintf(a.stdout, "removed %s, %s, from %s\n", count(entries, "entry"), bytesText(bytes), printable(main.CacheDir))
	return nil
}

// moduleNames are the names of the modules that there are, and of what runs
// scripts, by their digests.
func moduleNames(main config.Main) map[string]string {
	names := map[string]string{}
	for language, module := range map[string][]byte{"Python": python.Module(), "JavaScript": javascript.Module()} {
		names[fmt.Sprintf("sha256:%x", sha256.Sum256(module))] = language
	}
	for _, m := range config.LoadChecks(main).Modules {
		if digest, err := runtime.Digest(m.Path); err == nil { // what cannot be read has nothing in the cache
			names[digest] = m.Name
		}
	}
	return names
}

// cacheText lays out a report, by modules. One that is no check's any more has
// the beginning of its digest for a name.
func cacheText(main config.Main, report runtime.CacheReport, names map[string]string) string {
	var bytes, outdatedBytes int64
	outdated := 0
	for _, e := range report.Entries {
		bytes += e.Bytes
		if e.Outdated {
			outdated++
			outdatedBytes += e.Bytes
		}
	}
	head := [][]string{
		{"cache", printable(main.CacheDir)},
		{"holds", fmt.Sprintf("%s, %s of %s at most", count(len(report.Entries), "entry"), bytesText(bytes), bytesText(main.CacheBytes))},
	}
	if outdated > 0 {
		head = append(head, []string{"of other builds", fmt.Sprintf("%s, %s, which go first", count(outdated, "entry"), bytesText(outdatedBytes))})
	}
	text := columns(head)
	if report.Foreign > 0 {
		text += fmt.Sprintf("\nNot used, because not whole or of another installation: %s\n", count(report.Foreign, "file"))
	}
	if len(report.Entries) == 0 {
		return text
	}
	var rows [][]string
	for _, e := range report.Entries {
		name := cmp.Or(names[e.Module], e.Module[:len("sha256:")+12]+"…")
		maker := printable(e.Maker)
		if e.Outdated {
			maker += ", another build"
		}
		rows = append(rows, []string{printable(name), e.Kind, bytesText(e.Bytes), e.Used.Format(dateFormat), maker})
	}
	slices.SortFunc(rows, slices.Compare)
	return text + "\n" + columns(slices.Insert(rows, 0, []string{"module", "kept", "size", "used", "made by"}))
}
