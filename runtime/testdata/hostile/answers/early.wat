;; tries: everything that is not for it during initialisation
;; meets: ok
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (import "check/v1" "snapshot" (func $snapshot (param i32 i32 i32) (result i32)))
  (import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "http_get" (func $http_get (param i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (data (i32.const 16) "{}")
  (global $wrong (mut i32) (i32.const 1))
  (func (export "_initialize")
    (i32.ne (call $gauge (i32.const 0) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)) (i32.const -8))
    (i32.ne (call $event (i32.const 16) (i32.const 2)) (i32.const -8))
    (i32.ne (call $snapshot (i32.const 16) (i32.const 2) (i32.const 0)) (i32.const -8))
    (i32.ne (call $config (i32.const 0) (i32.const 64) (i32.const 64)) (i32.const -8))
    (i32.ne (call $state_set (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 4)) (i32.const -8))
    (i32.ne (call $http_get (i32.const 0) (i32.const 4) (f64.const 0)) (i32.const -8))
    i32.or
    i32.or
    i32.or
    i32.or
    i32.or
    global.set $wrong)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (global.get $wrong)))
