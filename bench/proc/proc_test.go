package proc

import (
	"testing"
	"time"
)

const smaps = `55d0c0a00000-55d0c0a21000 r--p 00000000 fe:00 1234   /usr/bin/some thing
Size:                132 kB
Rss:                 100 kB
Pss:                  50 kB
Shared_Clean:        100 kB
Private_Dirty:         0 kB
VmFlags: rd mr mw me sd
7f0000000000-7f0000400000 rw-p 00000000 00:01 77  /memfd:image (deleted)
Rss:                  40 kB
Pss:                  30 kB
Private_Dirty:        20 kB
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0
Rss:                   8 kB
Pss:                   8 kB
Private_Dirty:         8 kB
`

func TestMemoryIsTheSumOfTheMappings(t *testing.T) {
	for name, want := range map[string]Memory{
		"":              {RSS: 148 << 10, PSS: 88 << 10, PrivateDirty: 28 << 10},
		"/memfd:image":  {RSS: 40 << 10, PSS: 30 << 10, PrivateDirty: 20 << 10},
		"/memfd:images": {},
	} {
		if got, err := parseSmaps([]byte(smaps), name); got != want || err != nil {
			t.Errorf("%q: %+v, %v, want %+v", name, got, err, want)
		}
	}
	for _, bad := range []string{"0-1 r 0 0 0\nRss: many kB\n", "0-1 r 0 0 0\nRss: 4 MB\n"} {
		if got, err := parseSmaps([]byte(bad), ""); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

func TestProcessorTimeIsThatOfUserAndSystem(t *testing.T) {
	const stat = "4711 (some) thing) S 1 2 3 4 5 6 7 8 9 10 250 50 900 900 20 0 1 0\n"
	if got, err := parseStat(stat); got != 3*time.Second || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "4711 (name) S 1", "4711 (name) S 1 2 3 4 5 6 7 8 9 10 x y 900"} {
		if got, err := parseStat(bad); err == nil {
			t.Errorf("%q: %v", bad, got)
		}
	}
}
