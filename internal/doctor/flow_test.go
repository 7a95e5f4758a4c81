//go:build !noscripts

package doctor_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/internal/doctor"
)

// Each body of a check comes to `import absent` as the verdict says; all are
// really run, and what always fails, or never does, is so.
func TestALineIsHeldAgainstACheckOnlyIfARunComesThere(t *testing.T) {
	const gone = "import absent\n"
	bodies := []struct {
		body string
		want doctor.Verdict
	}{
		{gone, doctor.Cannot},
		{"for i in 1, 2:\n    " + gone, doctor.Cannot},
		{"with self.log_nothing():\n    " + gone, doctor.Cannot},
		{"if 'x' in instance:\n    " + gone, doctor.May},
		{"if 'x' not in instance:\n    return\n" + gone, doctor.May},
		{"if 'x' in instance:\n    raise ValueError\n" + gone, doctor.Cannot},
		{"if 'x' in instance:\n    y = 1\nelse:\n    y = 2\n" + gone, doctor.Cannot},
		{"for i in 1, 2:\n    if 'x' not in instance:\n        continue\n    " + gone, doctor.May},
		{"return\n" + gone, doctor.Runs},
		{"import sys\nif sys.platform == 'win32':\n    " + gone, doctor.Runs},
		{"import sys\nif not sys.platform.startswith('win'):\n    return\n" + gone, doctor.Runs},
		{"import os\nif os.name != 'nt':\n    " + gone, doctor.Cannot},
		{"import sys\nif sys.version_info[0] < 3:\n    " + gone, doctor.Runs},
		{"import sys\nif sys.version_info >= (3, 0) and 'x' in instance:\n    " + gone, doctor.May},
		{"import sys\nif sys.platform == 'win32' and 'x' in instance:\n    " + gone, doctor.Runs},
		{"import platform\nif platform.system() == 'Windows':\n    " + gone, doctor.Runs},
		{"from datadog_checks.base.utils.platform import Platform\nif Platform.is_windows():\n    " + gone, doctor.Runs},
		{"try:\n    " + gone + "except ImportError:\n    pass\n", doctor.Runs},
		{"try:\n    " + gone + "except ImportError:\n    raise\n", doctor.Cannot},
		{"try:\n    " + gone + "except ImportError:\n    raise ValueError('no absent')\n", doctor.Cannot},
		{"try:\n    " + gone + "except KeyError:\n    pass\n", doctor.Cannot},
		{"try:\n    import json\nexcept ImportError:\n    " + gone, doctor.Runs},
		{"try:\n    import missing\nexcept ImportError:\n    " + gone, doctor.Cannot},
		{"try:\n    from os import nothing_of_it\nexcept ImportError:\n    " + gone, doctor.Cannot},
		{"try:\n    import missing\n    " + gone + "except ImportError:\n    return\n" + gone, doctor.Runs},
		{"try:\n    import missing\nexcept ImportError:\n    missing = None\nif missing:\n    missing.ask()\n", doctor.May},
		{"try:\n    import missing\nexcept ImportError:\n    missing = None\nmissing.ask()\n", doctor.Cannot},
		{"try:\n    import missing\nexcept ImportError:\n    import json as missing\nmissing.dumps(1)\n", doctor.Runs},
		{"import six\nif six.PY3:\n    import json as other\nelse:\n    import missing as other\nother.dumps(1)\n", doctor.Runs},
		{"import six\nif six.PY2:\n    import missing as other\nelse:\n    class other: ask = dict\nother.ask()\n", doctor.Runs},
		{"import six\nif six.PY2:\n    import missing\nmissing.ask()\n", doctor.Cannot},
		{"try:\n    import missing\nexcept ImportError:\n    missing = None\nif missing is None:\n    missing = dict\nmissing.fromkeys([])\n", doctor.Runs},
		{"if self.yes():\n    " + gone, doctor.Cannot},
		{"if not self.yes():\n    " + gone, doctor.Runs},
		{"if self.no_end():\n    pass\nelse:\n    " + gone, doctor.May},
		{"self.always()\n", doctor.Cannot},
		{"'x' in instance and self.always()\n", doctor.May},
		{"self.twice()\n", doctor.Cannot},
		{"outside()\n", doctor.Cannot},
		{"Helper()\n", doctor.Cannot},
		{"[self.always] if 'x' in instance else 0\n", doctor.May},
		{"def inner():\n    " + gone + "inner()\n", doctor.Cannot},
		{"call = lambda: self.always()\n", doctor.May},
		{"while False:\n    " + gone, doctor.Runs},
		{"import importlib\nimportlib.import_module('absent')\n", doctor.Cannot},
		{"from importlib import import_module\nimport_module('absent')\n", doctor.Cannot},
		{"__import__('ctypes')\n", doctor.Cannot},
		{"__import__('asyncio')\n", doctor.Cannot},
		{"__import__('multiprocessing')\n", doctor.Cannot},
		{"__import__('json')\n", doctor.Runs},
		{"try:\n    absent = __import__('absent')\nexcept ImportError:\n    " + gone, doctor.Cannot},
		{"try:\n    absent = __import__('absent')\n    absent.ask()\nexcept ImportError:\n    pass\n", doctor.Runs},
		{"from os import getloadavg\n", doctor.Cannot},
		{"import os\nos.getloadavg()\n", doctor.Cannot},
		{"import os\nos.statvfs('/')\n", doctor.Cannot},
		{"import os as machine\nmachine.kill(1, 0)\n", doctor.Cannot},
		{"import os\ncores = os.cpu_count(), os.path.join('a', 'b'), os.getpid()\n", doctor.Runs},
		{"import shutil\nshutil.disk_usage('/')\n", doctor.Cannot},
		{"import signal\nsignal.alarm(1)\n", doctor.Cannot},
		{"import time\ntime.clock_gettime(time.CLOCK_BOOTTIME)\n", doctor.Cannot},
		{"import getpass\ngetpass.getuser()\n", doctor.Cannot},
		{"import logging\nlogging.FileHandler('/tmp/x')\n", doctor.Cannot},
		{"from logging.handlers import RotatingFileHandler\nRotatingFileHandler('/tmp/x')\n", doctor.Cannot},
		{"import logging.handlers\nlogging.handlers.SysLogHandler()\n", doctor.Cannot},
		{"import os\nif hasattr(os, 'getloadavg'):\n    os.getloadavg()\n", doctor.Runs},
		{"import os\nif 'x' in instance:\n    os.getloadavg()\n", doctor.May},
		{"import os\ntry:\n    os.getloadavg()\nexcept AttributeError:\n    pass\n", doctor.May},
		{"import os\ntry:\n    os.getloadavg()\nexcept AttributeError:\n    raise ValueError('no load')\n", doctor.Cannot},
		{"import os\nos.getloadavg = lambda: 1\nos.getloadavg()\n", doctor.Runs},
		{"import os\nos = instance\nos.get('x')\n", doctor.Runs},
		{"import xml.etree.ElementTree as tree\ntree.fromstring('<a/>')\n", doctor.Runs},
		{"import six.moves.urllib.parse\nsix.moves.urllib.parse.quote('a')\n", doctor.Runs},
		{"import pathlib\npathlib.Path('/etc/hosts').read_text()\n", doctor.Needs},
		{"from pathlib import Path\nhosts = Path('/etc/hosts')\nhosts.open('r').close()\n", doctor.Needs},
		{"from pathlib import Path\netc = Path('/etc')\n(etc / 'hosts').read_bytes()\n", doctor.Needs},
		{"from pathlib import Path\nPath('/tmp/x').write_text('')\n", doctor.Cannot},
		{"from pathlib import Path\nPath('/tmp/x').open('w')\n", doctor.Cannot},
		{"from pathlib import Path\nname = Path('/etc/hosts').name\n", doctor.Runs},
		{"import select\nselect.select([], [], [], 0.01)\n", doctor.Runs},
		{"import select\nselect.select([0], [], [], 0.01)\n", doctor.Cannot},
		{"import os\nos.listdir('/')\n", doctor.Cannot},
		{"import os\nif 'x' in instance:\n    os.listdir('/')\n", doctor.May},
		{"open('/proc/self/status')\n", doctor.Cannot},
		{"open('beside.txt')\n", doctor.Cannot},
		{"import urllib2\nurllib2.Request('a:b')\n", doctor.Runs},
	}
	const frame = `from checks import AgentCheck
import contextlib

def outside():
    import absent

class Helper(object):
    def __init__(self):
        import absent

class Check(AgentCheck):
    log_nothing = contextlib.nullcontext

    @classmethod
    def yes(cls):
        """Whether it is so."""
        return 1 == 1 and not None

    def no_end(self):
        return False and self.no_end() or bool(self.name == '')

    def always(self):
        import absent

    def twice(self):
        self.always()

    def check(self, instance):
        self.gauge('here', 1)
`
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, b := range bodies {
		text := frame + "        " + strings.TrimRight(strings.ReplaceAll(b.body, "\n", "\n        "), " ")
		for name, code := range map[string]string{ // that the body does not call would be told too
			"always":  "    def always(self):\n        import absent\n\n    def twice(self):\n        self.always()\n\n",
			"outside": "def outside():\n    import absent\n\n", "Helper": "class Helper(object):\n    def __init__(self):\n        import absent\n\n",
		} {
			calls := strings.Contains(b.body, name) || name == "always" && strings.Contains(b.body, "twice")
			if !calls {
				text = strings.Replace(text, code, "", 1)
			}
		}
		write(fmt.Sprintf("c%02d.py", i), text)
		write(fmt.Sprintf("c%02d.yaml", i), "init_config:\ninstances: [{}]\n")
	}
	said, reports := look(t, dir), examine(t, dir)
	if len(reports) != len(bodies) {
		t.Fatalf("%d reports of %d", len(reports), len(bodies))
	}
	for i, r := range reports {
		verdict, ended := said[i].Verdict, r.Ran[0].Status
		if verdict != bodies[i].want {
			t.Errorf("%s\nis said to be one that %s: %+v", bodies[i].body, verdict, said[i].Reasons)
		}
		if (verdict == doctor.Cannot || verdict == doctor.Needs) && ended != "ERROR" || verdict == doctor.Runs && ended != "OK" {
			t.Errorf("%s\n%s, and ended with %+v", bodies[i].body, verdict, r.Ran)
		}
	}
}
