;; tries: every call with arguments that are wrong in some way, and no answer looked at
;; meets: ok
;; refused: 1 a text of more than 1024 bytes
;; refused: 1 bad timestamp
;; refused: 1 event: neither msg_title nor msg_text
;; refused: 1 id or type of a component is empty or not UTF-8
;; refused: 1 name is empty or not UTF-8
;; refused: 8 unknown handle
;; refused: 2 unknown kind
;; refused: 1 value is NaN or infinite
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
  (import "check/v1" "submit_named" (func $submit_named (param i32 i32 i32) (result i32)))
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (import "check/v1" "service_check" (func $service_check (param i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i64) (result i32)))
  (import "check/v1" "snapshot" (func $snapshot (param i32 i32 i32) (result i32)))
  (import "check/v1" "component" (func $component (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (import "check/v1" "config" (func $config (param i32 i32 i32) (result i32)))
  (import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "http_get" (func $http_get (param i32 i32 f64) (result i32)))
  (import "check/v1" "http_request" (func $http_request (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "http_status" (func $http_status (param i32) (result i32)))
  (import "check/v1" "http_body" (func $http_body (param i32 i32 i32) (result i32)))
  (import "check/v1" "http_close" (func $http_close (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (data (i32.const 16) "{}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 0) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $gauge (i32.const 0) (i32.const 4) (f64.const inf)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $gauge (i32.const 0) (i32.const 2000) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $metric (i32.const 99) (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
    (drop (call $submit (i32.const 1024) (i32.const 8)))
    (drop (call $submit_named (i32.const -1) (i32.const 1024) (i32.const 8)))
    (drop (call $event (i32.const 16) (i32.const 2)))
    (drop (call $service_check (i32.const 0) (i32.const 4) (i32.const 99) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const -1) (i64.const -1)))
    (drop (call $snapshot (i32.const 16) (i32.const 2) (i32.const 7)))
    (drop (call $snapshot (i32.const 16) (i32.const 2) (i32.const 1)))
    (drop (call $component (i32.const 16) (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 4)))
    (drop (call $log (i32.const 99) (i32.const 0) (i32.const 4)))
    (drop (call $config (i32.const 99) (i32.const 64) (i32.const 64)))
    (drop (call $state_get (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 64)))
    (drop (call $http_get (i32.const 0) (i32.const 4) (f64.const nan)))
    (drop (call $http_request (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0)))
    (drop (call $http_status (i32.const -1)))
    (drop (call $http_body (i32.const 12345) (i32.const 64) (i32.const 64)))
    (drop (call $http_close (i32.const 0x7fffffff)))
    (i32.const 0)))
