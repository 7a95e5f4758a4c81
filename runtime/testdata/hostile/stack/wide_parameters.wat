;; tries: recursion with 100 parameters and 100 results
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (memory (export "memory") 1)
  (func $f (param (@repeat 100 i64)) (result (@repeat 100 i64))
    local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 local.get 7 local.get 8 local.get 9 local.get 10 local.get 11 local.get 12 local.get 13 local.get 14 local.get 15 local.get 16 local.get 17 local.get 18 local.get 19 local.get 20 local.get 21 local.get 22 local.get 23 local.get 24 local.get 25 local.get 26 local.get 27 local.get 28 local.get 29 local.get 30 local.get 31 local.get 32 local.get 33 local.get 34 local.get 35 local.get 36 local.get 37 local.get 38 local.get 39 local.get 40 local.get 41 local.get 42 local.get 43 local.get 44 local.get 45 local.get 46 local.get 47 local.get 48 local.get 49 local.get 50 local.get 51 local.get 52 local.get 53 local.get 54 local.get 55 local.get 56 local.get 57 local.get 58 local.get 59 local.get 60 local.get 61 local.get 62 local.get 63 local.get 64 local.get 65 local.get 66 local.get 67 local.get 68 local.get 69 local.get 70 local.get 71 local.get 72 local.get 73 local.get 74 local.get 75 local.get 76 local.get 77 local.get 78 local.get 79 local.get 80 local.get 81 local.get 82 local.get 83 local.get 84 local.get 85 local.get 86 local.get 87 local.get 88 local.get 89 local.get 90 local.get 91 local.get 92 local.get 93 local.get 94 local.get 95 local.get 96 local.get 97 local.get 98 local.get 99
    call $f)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (@repeat 100 (i64.const 7))
    call $f
    (@repeat 100 drop)
    (i32.const 0)))
