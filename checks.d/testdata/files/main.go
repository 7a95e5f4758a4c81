// Check files reads what it was granted as any program does, and says what it
// found.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
)

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	var config struct {
		Folder string `json:"folder"`
	}
	if err := c.Instance(&config); err != nil {
		return err
	}
	at := func(name string) string { return config.Folder + "/" + name }
	say := func(what string, values ...any) {
		c.Log.Info(strings.ReplaceAll(what+": "+strings.TrimSpace(fmt.Sprintln(values...)), config.Folder, "."))
	}

	b, err := os.ReadFile(at("file"))
	say("ReadFile", string(b), err)
	entries, err := os.ReadDir(at("many"))
	say("ReadDir", len(entries), err)
	if f, err := os.Open(at("file")); err == nil {
		to, err := f.Seek(-3, io.SeekEnd)
		end, _ := io.ReadAll(f)
		begin := make([]byte, 3)
		n, errAt := f.ReadAt(begin, 0)
		say("Seek", to, string(end), err, n, string(begin), errAt, f.Close())
	}
	info, err := os.Stat(at("file"))
	say("Stat", info.Name(), info.Size(), info.Mode().IsRegular(), info.ModTime().UTC().Format(time.RFC3339), err)
	info, err = os.Lstat(at("link"))
	say("Lstat", info.Name(), info.Mode()&fs.ModeSymlink != 0, err)
	b, err = fs.ReadFile(os.DirFS(config.Folder), "file")
	say("DirFS", string(b), err)
	for _, name := range []string{"out", "none", "pipe", "../secret"} {
		_, err = os.ReadFile(at(name))
		say("ReadFile", err, errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist))
	}
	say("WriteFile", os.WriteFile(at("new"), nil, 0o600))
	say("Mkdir", os.Mkdir(at("folder"), 0o700))
	say("Remove", os.Remove(at("file")))
	say("Local", time.Unix(0, 0).Format(time.RFC3339)) // does not look for a time zone
	return nil
}

func main() {}
