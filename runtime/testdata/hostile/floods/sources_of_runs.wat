;; tries: snapshots that none ends, of 100 other sources in each of 10 runs
;; limits: report_bytes=200000
;; runs: 10
;; meets: ok
;; refused: 9 more open snapshots than the limit of report bytes
;; refused: 91 over the limit of report bytes
(module
  (import "check/v1" "snapshot" (func $snapshot (param i32 i32 i32) (result i32)))
  (import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "{\"type\":\"t\",\"url\":\"" (@repeat 10000 "a") "\"}")
  (data (i32.const 20000) "n")
  ;; four bytes that are letters for each number below 65536
  (func $letters (param $n i32) (result i32)
    (i32.or
      (i32.or (i32.and (local.get $n) (i32.const 15)) (i32.shl (i32.and (local.get $n) (i32.const 240)) (i32.const 4)))
      (i32.or (i32.shl (i32.and (local.get $n) (i32.const 3840)) (i32.const 8)) (i32.shl (i32.and (local.get $n) (i32.const 61440)) (i32.const 12)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    ;; the number of the run
    (drop (call $state_get (i32.const 20000) (i32.const 1) (i32.const 20004) (i32.const 4)))
    (i32.store (i32.const 20004) (i32.add (i32.load (i32.const 20004)) (i32.const 1)))
    (drop (call $state_set (i32.const 20000) (i32.const 1) (i32.const 20004) (i32.const 4)))
    (i32.store (i32.const 30) (i32.add (i32.const 0x23232323) (call $letters (i32.load (i32.const 20004)))))
    (loop
      (i32.store (i32.const 20) (i32.add (i32.const 0x23232323) (call $letters (local.get $n))))
      (drop (call $snapshot (i32.const 0) (i32.const 10021) (i32.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 100))))
    (i32.const 0)))
