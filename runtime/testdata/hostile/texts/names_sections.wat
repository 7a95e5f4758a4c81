;; tries: 101 name sections
;; meets: bad module
;; detail: …found 101 custom sections, cap customs allows 100; …
(module
  (memory (export "memory") 1)
  (func $f unreachable)
  (@repeat 101 (@custom "name" "\01\06\01\00\03\6f\6e\65"))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
