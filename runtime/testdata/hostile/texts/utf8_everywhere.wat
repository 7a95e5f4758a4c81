;; tries: bytes that are in no UTF-8, as event, service check, component, relation, warning, metadata, log, state, URL and failure
;; meets: failed
;; detail: �
;; refused: 2 a text of a service check is empty or not UTF-8
;; refused: 1 a text of service metadata is empty or not UTF-8
;; refused: 1 an id or the type of a relation is empty or not UTF-8
;; refused: 1 data of a component is not a JSON object
;; refused: 1 event: not a JSON object
;; refused: 1 id or type of a component is empty or not UTF-8
;; refused: 1 instance_id is not a JSON object
(module
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (import "check/v1" "service_check" (func $service_check (param i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i64) (result i32)))
  (import "check/v1" "component" (func $component (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "relation" (func $relation (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "warning" (func $warning (param i32 i32) (result i32)))
  (import "check/v1" "service_metadata" (func $service_metadata (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "http_get" (func $http_get (param i32 i32 f64) (result i32)))
  (import "check/v1" "fail" (func $fail (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\ff\fe")
  (data (i32.const 8) "name")
  (data (i32.const 16) "{}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $event (i32.const 0) (i32.const 2)))
    (drop (call $service_check (i32.const 0) (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0) (i64.const 0)))
    (drop (call $service_check (i32.const 8) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2) (f64.const 0) (i64.const 0)))
    (drop (call $component (i32.const 0) (i32.const 2) (i32.const 8) (i32.const 4) (i32.const 8) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $component (i32.const 16) (i32.const 2) (i32.const 0) (i32.const 2) (i32.const 8) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $component (i32.const 16) (i32.const 2) (i32.const 8) (i32.const 4) (i32.const 8) (i32.const 4) (i32.const 0) (i32.const 2)))
    (drop (call $relation (i32.const 16) (i32.const 2) (i32.const 0) (i32.const 2) (i32.const 8) (i32.const 4) (i32.const 8) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $warning (i32.const 0) (i32.const 2)))
    (drop (call $service_metadata (i32.const 0) (i32.const 2) (i32.const 0) (i32.const 2)))
    (drop (call $log (i32.const 1) (i32.const 0) (i32.const 2)))
    (drop (call $state_set (i32.const 0) (i32.const 2) (i32.const 0) (i32.const 2)))
    (drop (call $http_get (i32.const 0) (i32.const 2) (f64.const 0)))
    (drop (call $fail (i32.const 0) (i32.const 2) (i32.const 0) (i32.const 2) (i32.const 0) (i32.const 2)))
    (i32.const 0)))
