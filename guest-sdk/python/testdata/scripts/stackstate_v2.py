# The later classes of StackState's checks, and what a component has of telemetry.
from schematics import Model
from schematics.types import IntType, ListType, ModelType, StringType, URLType

from stackstate_checks.base import (
    AgentIntegrationInstance, EventHealthChecks, EventStream, Health, HealthState, HealthStream, HealthStreamUrn, Identifiers,
    MetricHealthChecks, MetricStream, ServiceCheckHealthChecks, ServiceCheckStream,
)
from stackstate_checks.base.checks.v2.stateful_agent_check import StatefulAgentCheck
from stackstate_checks.base.utils.schemas import StrictStringType
from stackstate_checks.checks import CheckResponse


class State(Model):
    runs = IntType(default=0)


class Instance(Model):
    url = URLType(required=True)
    tls = StrictStringType()
    instance_tags = ListType(StringType, default=['from:schema'])
    state = ModelType(State)


class Later(StatefulAgentCheck):
    INSTANCE_SCHEMA = Instance
    STATE_SCHEMA = State

    def get_instance_key(self, instance):
        return AgentIntegrationInstance('later', str(instance.url))

    def get_health_stream(self, instance):
        return HealthStream(HealthStreamUrn('later', 'it self'))

    def stateful_check(self, instance, persistent_state):
        assert instance.instance_tags == ['from:schema'] and instance.url.startswith('http://') and self.cluster_name == ''
        assert persistent_state.runs == 0
        persistent_state.runs += 1
        self.set_state(persistent_state)
        assert self.get_state().runs == 1

        cpu = MetricStream('CPU', 'cpu.usage', conditions={'host': 'h'}, unit_of_measure='%', aggregation='MEAN', priority='HIGH')
        errors = MetricStream('Errors', 'errors', {})
        said, up = EventStream('Said', {'a': 'b'}), ServiceCheckStream('Up', {})
        assert cpu.identifier == MetricStream('CPU', 'cpu.usage', {'host': 'h'}, '%', 'MEAN', 'HIGH').identifier != errors.identifier
        try:
            MetricStream('x', 'x', {}, aggregation='AVERAGE')
        except ValueError as e:
            assert 'AVERAGE' in str(e)
        checks = [
            MetricHealthChecks.maximum_average(cpu.identifier, 'max', 75, 90, remediation_hint='less'),
            MetricHealthChecks.minimum_percentile(cpu.identifier, 'low', 2, 1, 99, max_window=60000),
            MetricHealthChecks.failed_ratio(cpu.identifier, errors.identifier, 'ratio', 50, 75),
            EventHealthChecks.contains_key_value(said.identifier, 'said', 'k', 'v', HealthState.CRITICAL, HealthState.CLEAR),
            ServiceCheckHealthChecks.service_check_health(up.identifier, 'up'),
            MetricHealthChecks.maximum_last('of no stream', 'none', 1, 2),
        ]
        data = self._sp_described('host', {'name': 'h'}, [cpu, errors, said, up], checks)
        assert data['metrics'][0] == {
            'name': 'CPU', 'conditions': [{'key': 'host', 'value': 'h'}], 'metric_field': 'cpu.usage', 'unit_of_measure': '%',
            'aggregation': 'MEAN', 'priority': 'HIGH', 'identifier': cpu.identifier, 'stream_id': -1,
        }, data
        assert [s['stream_id'] for s in data['events'] + data['service_checks']] == [-3, -4]
        assert data['checks'] == [
            {'stream_id': -1, 'name': 'max', 'deviating_value': 75, 'critical_value': 90, 'max_window': 300000, 'remediation_hint': 'less',
             'is_metric_maximum_average_check': True},
            {'stream_id': -1, 'name': 'low', 'deviating_value': 2, 'critical_value': 1, 'percentile': 99, 'max_window': 60000,
             'is_metric_minimum_percentile_check': True},
            {'denominator_stream_id': -1, 'numerator_stream_id': -2, 'name': 'ratio', 'deviating_value': 50, 'critical_value': 75,
             'max_window': 300000, 'is_metric_failed_ratio_check': True},
            {'stream_id': -3, 'name': 'said', 'contains_key': 'k', 'contains_value': 'v', 'found_health_state': 'CRITICAL',
             'missing_health_state': 'CLEAR', 'is_event_contains_key_value_check': True},
            {'stream_id': -4, 'name': 'up', 'is_service_check_health_check': True},
        ], data['checks']
        self.component('urn:host:/h', 'host', {'name': 'h'}, streams=[cpu], checks=checks[:1])

        self.health.start_snapshot()
        self.health.check_state('id', 'name', Health.CRITICAL, 'urn:host:/h')
        self.health.stop_snapshot()
        assert 'health streams are not sent' in self.warnings[-1]
        assert self.get_health_stream(instance).to_dict()['urn'] == 'urn:health:later:it%20self'

        assert Identifiers.create_process_identifier('H', 1, 2) == 'urn:process:/H:1:2'
        assert Identifiers.create_custom_identifier('aws', 'x') == 'urn:aws:/x'
        assert Identifiers.append_lowercase_identifiers(['urn:host:/H', 'urn:x:/Y']) == ['urn:host:/H', 'urn:x:/Y', 'urn:host:/h']
        self.gauge('done', 1)
        return CheckResponse(persistent_state=persistent_state)
