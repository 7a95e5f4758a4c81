;; tries: a name section that names functions twice, and functions that are not there
;; meets: trap
;; detail: unreachable
;; backtrace: $0 < $2
(module
  (memory (export "memory") 1)
  (func $f unreachable)
  (@custom "name" "\01\12\03\00\03\6f\6e\65\00\03\74\77\6f\63\05\74\68\72\65\65")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
