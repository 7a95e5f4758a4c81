;; tries: functions whose names clear a terminal, and a trap in them
;; meets: trap
;; detail: unreachable
;; backtrace: [2J]0;owned < $2
(module
  (memory (export "memory") 1)
  (func $f unreachable)
  (@custom "name" "\01\11\01\00\0e\1b\5b\32\4a\1b\5d\30\3b\6f\77\6e\65\64\07")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
