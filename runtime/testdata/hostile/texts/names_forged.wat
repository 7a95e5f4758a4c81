;; tries: a function whose name is two lines of a backtrace, all of which are its own
;; meets: trap
;; detail: unreachable
;; backtrace: good < agent.shutdown() < $2
(module
  (memory (export "memory") 1)
  (func $f unreachable)
  (@custom "name" "\01\19\01\00\16\67\6f\6f\64\0a\09\61\67\65\6e\74\2e\73\68\75\74\64\6f\77\6e\28\29")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
