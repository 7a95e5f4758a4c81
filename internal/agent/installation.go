package agent

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// installation is the lasting identity of this installation: 32 hex digits, made
// once and kept in the state folder. When it cannot be kept it holds for this
// start alone, and the error says why.
func installation(stateDir string) (string, error) {
	file := filepath.Join(stateDir, "uuid")
	if b, err := os.ReadFile(file); err == nil {
		if uuid := strings.TrimSpace(string(b)); len(uuid) == 32 {
			return uuid, nil
		}
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	uuid := hex.EncodeToString(b[:])
	if err := os.MkdirAll(stateDir, 0o700); err != nil {
		return uuid, fmt.Errorf("keeping the identity: %w", err)
	}
	if err := os.WriteFile(file, []byte(uuid+"\n"), 0o600); err != nil {
		return uuid, fmt.Errorf("keeping the identity: %w", err)
	}
	return uuid, nil
}
