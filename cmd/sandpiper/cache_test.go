package main

import (
	"strings"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestTheCacheTellsWhatOtherBuildsMade(t *testing.T) {
	entry := func(bytes int64, outdated bool) runtime.CacheEntry {
		return runtime.CacheEntry{
			Kind: "image", Module: "sha256:aaaaaaaaaaaaaaaa", Maker: "image 1", Bytes: bytes, Used: time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC), Outdated: outdated,
		}
	}
	report := runtime.CacheReport{Entries: []runtime.CacheEntry{entry(1024, false), entry(2048, true), entry(4096, true)}}
	text := cacheText(config.Main{CacheDir: "/cache", CacheBytes: 1 << 20}, report, map[string]string{"sha256:aaaaaaaaaaaaaaaa": "hello"})
	for _, want := range []string{
		"  holds            3 entries, 7.0 KiB of 1.0 MiB at most\n",
		"  of other builds  2 entries, 6.0 KiB, which go first\n",
		"  hello   image  1.0 KiB  2026-01-02 12:00:00 UTC  image 1\n",
		"  hello   image  2.0 KiB  2026-01-02 12:00:00 UTC  image 1, another build\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %sin:\n%s", want, text)
		}
	}
	report.Entries = report.Entries[:1]
	if text := cacheText(config.Main{}, report, map[string]string{"sha256:aaaaaaaaaaaaaaaa": "hello"}); strings.Contains(text, "other") {
		t.Errorf("of this build alone:\n%s", text)
	}
}
