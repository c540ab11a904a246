create table people.position (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  code text not null,
  name text not null,
  name_en text not null,
  -- 1 is the highest: lists of people stand in the order of the house.
  rank int not null constraint position_rank_is_positive check (rank > 0),
  version int not null default 1,
  created_at timestamptz not null,
  constraint position_code_is_unique unique (company_id, code)
);

create table people.employee (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  number text not null,
  state text not null constraint employee_state_is_known check (state in ('employed', 'on-leave', 'left')),
  name text not null,
  name_en text,
  email text,
  phone text,
  org_unit_id uuid not null,
  position_id uuid not null references people.position,
  hired_on date not null,
  left_on date,
  user_id uuid,
  search_text text not null,
  version int not null default 1,
  created_at timestamptz not null,
  constraint employee_number_is_unique unique (company_id, number),
  constraint employee_user_is_one_person unique (user_id),
  constraint employment_ends_after_it_begins check (left_on >= hired_on),
  constraint employment_end_is_known check ((state = 'left') = (left_on is not null))
);
create index employee_by_name on people.employee (company_id, name, id);
create index employee_by_hiring on people.employee (company_id, hired_on, id);
create index employee_by_unit on people.employee (org_unit_id);
create index employee_by_position on people.employee (position_id);
