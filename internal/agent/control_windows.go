package agent

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// doorFile tells where the agent listens on the loopback, and the token that a
// question must bear: only who can read the file may ask.
func doorFile(main config.Main) string { return filepath.Join(main.StateDir, "agent.json") }

func findDoor(main config.Main) (d door, err error) {
	b, err := os.ReadFile(doorFile(main))
	if errors.Is(err, fs.ErrNotExist) {
		return door{}, ErrNotRunning
	}
	if err != nil {
		return door{}, err
	}
	return d, json.Unmarshal(b, &d)
}

// listenControl listens on the loopback.
func listenControl(main config.Main) (listener net.Listener, token string, err error) {
	if d, err := findDoor(main); err == nil {
		if conn, err := net.Dial(d.Network, d.Address); err == nil {
			_ = conn.Close()
			return nil, "", fmt.Errorf("%w: it answers at %s", ErrRunning, d.Address)
		}
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("opening the agent's control port: %w", err)
		}
	}()
	if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, "", err
	}
	token = rand.Text()
	b, err := json.Marshal(door{"tcp", listener.Addr().String(), token})
	if err == nil {
		err = os.MkdirAll(main.StateDir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(doorFile(main), b, 0o600)
	}
	if err != nil {
		return nil, "", errors.Join(err, listener.Close())
	}
	return listener, token, nil
}
