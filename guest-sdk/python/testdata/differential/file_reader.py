import glob
import io
import json
import os

from checks import AgentCheck


class FileReader(AgentCheck):
    """Numbers from files, of many forms."""

    def check(self, instance):
        folder = instance['folder']
        with open(os.path.join(folder, 'meminfo')) as f:
            for line in f:
                name, value = line.split(':', 1)
                words = value.split()
                factor = 1024 if words[1:] == ['kB'] else 1
                self.gauge('file.mem', int(words[0]) * factor, tags=['field:' + name])
        with io.open(os.path.join(folder, 'latin1'), encoding='latin-1') as f:
            self.service_check('file.text', AgentCheck.OK, message=f.read())
        data = json.load(open(os.path.join(folder, 'sub/a.json')))
        self.gauge('file.json', data['n'])
        names = sorted(os.listdir(folder))
        self.gauge('file.names', len(names), tags=names)
        self.gauge('file.glob', len(glob.glob(folder + '/sub/*.json')))
        for base, folders, files in os.walk(folder):
            self.gauge('file.walk', len(files), tags=sorted(folders + files))
        self.gauge('file.size', os.stat(folder + '/meminfo').st_size)
        for name in ('meminfo', 'sub', 'nothing'):
            path = os.path.join(folder, name)
            self.gauge('file.is', os.path.isfile(path) + 2 * os.path.isdir(path) + 4 * os.path.exists(path), tags=['name:' + name])
        tail = open(folder + '/meminfo', 'rb')
        tail.seek(-14, os.SEEK_END)
        self.service_check('file.tail', AgentCheck.OK, message=tail.read().decode())
        self.gauge('file.at', tail.tell())
        tail.close()
        for what, function in (
            ('missing', lambda: open(folder + '/nothing')),
            ('folder', lambda: open(folder)),
            ('below', lambda: open(folder + '/meminfo/x')),
            ('decode', lambda: open(folder + '/latin1', encoding='utf-8').read()),
            ('closed', lambda: tail.read()),
            ('list', lambda: os.listdir(folder + '/nothing')),
            ('empty', lambda: open('')),
            ('mode', lambda: open(folder + '/meminfo', 'q')),
        ):
            try:
                function()
            except Exception as e:
                self.service_check('file.error', AgentCheck.CRITICAL, tags=[what], message='%s: %s' % (type(e).__name__, e))
        open(instance['file']).read()
