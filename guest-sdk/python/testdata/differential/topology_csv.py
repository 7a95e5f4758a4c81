import csv

from checks import AgentCheck, CheckException


class TopologyCSV(AgentCheck):
    """Components and relations from two files of an inventory."""

    def check(self, instance):
        source = {'type': 'csv', 'url': instance['key']}
        delimiter = instance.get('delimiter', ',')
        self.start_snapshot(source)
        with open(instance['components_file'], encoding='utf-8', newline='') as f:
            rows = csv.reader(f, delimiter=delimiter)
            header = next(rows, None)
            if header is None:
                raise CheckException('Component CSV file is empty.')
            for required in ('id', 'name', 'type'):
                if required not in header:
                    raise CheckException('CSV header %s not found in component csv.' % required)
            for row in rows:
                if len(row) != len(header):
                    self.warning('component csv: line %d has %d fields', rows.line_num, len(row))
                    continue
                data = dict(zip(header, row))
                data['labels'] = [label for label in data.get('labels', '').split(';') if label]
                if data.get('identifiers'):
                    data['identifiers'] = data['identifiers'].split(';')
                self.component(source, data.pop('id'), data.pop('type'), data)
        with open(instance['relations_file'], encoding='utf-8') as f:
            for row in csv.DictReader(f, delimiter=delimiter):
                self.relation(source, row.pop('sourceid'), row.pop('targetid'), row.pop('type'), dict(row))
        self.stop_snapshot(source)
