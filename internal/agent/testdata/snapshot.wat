;; Reports a snapshot of two components and their relation, an event and a
;; service check without a check_run_id.
(module
  (import "check/v1" "snapshot" (func $snapshot (param i32 i32 i32) (result i32)))
  (import "check/v1" "component"
    (func $component (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "relation"
    (func $relation (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (import "check/v1" "service_check"
    (func $service_check (param i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{\22type\22:\22t\22,\22url\22:\22u\22}")
  (data (i32.const 64) "abhostusesservice.up")
  (data (i32.const 96) "{\22msg_title\22:\22Restart\22}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $snapshot (i32.const 16) (i32.const 22) (i32.const 0)))
    (drop (call $component (i32.const 16) (i32.const 22) (i32.const 64) (i32.const 1)
      (i32.const 66) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $component (i32.const 16) (i32.const 22) (i32.const 65) (i32.const 1)
      (i32.const 66) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $relation (i32.const 16) (i32.const 22) (i32.const 64) (i32.const 1)
      (i32.const 65) (i32.const 1) (i32.const 70) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $snapshot (i32.const 16) (i32.const 22) (i32.const 1)))
    (drop (call $event (i32.const 96) (i32.const 23)))
    (drop (call $service_check (i32.const 74) (i32.const 10) (i32.const 0)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0) (i64.const 0)))
    (i32.const 0)))
