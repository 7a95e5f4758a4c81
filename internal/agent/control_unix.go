//go:build unix

package agent

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// listenControl opens the agent's socket, for its own user only. A socket that
// an agent left behind when it was killed is replaced.
func listenControl(main config.Main) (listener net.Listener, token string, err error) {
	if conn, err := net.Dial("unix", main.Socket); err == nil {
		_ = conn.Close()
		return nil, "", fmt.Errorf("%w: it answers at %s", ErrRunning, main.Socket)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("opening the agent's socket: %w", err)
		}
	}()
	if err := os.MkdirAll(filepath.Dir(main.Socket), 0o700); err != nil {
		return nil, "", err
	}
	if err := removeSocket(main.Socket); err != nil {
		return nil, "", err
	}
	if listener, err = net.Listen("unix", main.Socket); err != nil {
		return nil, "", err
	}
	if err := os.Chmod(main.Socket, 0o600); err != nil {
		return nil, "", errors.Join(err, listener.Close())
	}
	return listener, "", nil
}

// removeSocket removes what an agent left behind, and nothing else: the path may
// be a mistake.
func removeSocket(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() != fs.ModeSocket:
		return fmt.Errorf("%s %w", path, ErrNotASocket)
	default:
		return os.Remove(path)
	}
}

func findDoor(main config.Main) (door, error) {
	return door{Network: "unix", Address: main.Socket}, nil
}
