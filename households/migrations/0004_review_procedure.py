"""The review as a procedure: stages, candidates, facts, papers, events, exit plans.

SQLite makes altered tables anew and loses their triggers, so all guards are taken away first, on
both databases; 0006 puts the new ones in their place.
"""

from importlib import import_module

import datetime
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import uuid
from django.conf import settings
from django.db import migrations, models

first = import_module("households.migrations.0002_guards")
second = import_module("households.migrations.0003_guards_of_place_and_head")


def take_guards_away(apps, schema_editor):
    second.remove(apps, schema_editor)
    if schema_editor.connection.vendor != "sqlite":
        first.remove(apps, schema_editor)


def put_guards_back(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        first.install(apps, schema_editor)
    second.install(apps, schema_editor)


def give_adhoc_rounds_their_month(apps, schema_editor):
    rounds = apps.get_model("households", "ReviewRound")
    for row in rounds.objects.filter(kind="adhoc"):
        rounds.objects.filter(pk=row.pk).update(month=row.starts_on.month)


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0002_card_region'),
        ('households', '0003_guards_of_place_and_head'),
        ('reporting', '0002_papers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_guards_away, put_guards_back),
        migrations.CreateModel(
            name='ScoreCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standard', models.CharField(choices=[('STD2016', 'Chuẩn 2016–2020'), ('STD2022', 'Chuẩn 2022–2025'), ('STD2027', 'Chuẩn 2027–2030')], max_length=7, verbose_name='chuẩn nghèo')),
                ('name', models.CharField(max_length=200, verbose_name='tên bảng điểm')),
                ('source', models.CharField(max_length=300, verbose_name='căn cứ')),
                ('valid_from', models.DateField(verbose_name='áp dụng từ ngày')),
                ('is_sample', models.BooleanField(default=False, verbose_name='chỉ để minh họa')),
                ('items', models.JSONField(verbose_name='câu hỏi và điểm')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nạp')),
                ('imported_at', models.DateTimeField(verbose_name='nạp lúc')),
            ],
            options={
                'verbose_name': 'bảng điểm B1',
                'verbose_name_plural': 'bảng điểm B1',
                'ordering': ['standard', '-valid_from', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('standard', 'valid_from', 'sha256'), name='score_card_once'), models.CheckConstraint(condition=models.Q(('standard__in', ['STD2016', 'STD2022', 'STD2027'])), name='score_card_standard_known'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='score_card_has_name_and_source'), models.CheckConstraint(condition=models.Q(('valid_from__gte', datetime.date(1900, 1, 1)), ('valid_from__lte', datetime.date(2100, 12, 31))), name='score_card_valid_from'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('source'), 300)), name='score_card_text_lengths')],
            },
        ),
        migrations.AlterModelOptions(
            name='reviewround',
            options={'ordering': ['-year', '-kind', '-month', '-standard'], 'verbose_name': 'đợt rà soát', 'verbose_name_plural': 'đợt rà soát'},
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='review',
            name='review_complete_when_submitted',
        ),
        migrations.RemoveConstraint(
            model_name='reviewround',
            name='round_once_a_year',
        ),
        migrations.AddField(
            model_name='deprivation',
            name='computed',
            field=models.BooleanField(blank=True, null=True, verbose_name='tính từ dữ kiện'),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='households.person', verbose_name='đã gộp vào'),
        ),
        migrations.AddField(
            model_name='recognitiondecision',
            name='scan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.paper', verbose_name='bản quét'),
        ),
        migrations.AddField(
            model_name='reviewround',
            name='month',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='tháng'),
        ),
        migrations.AlterField(
            model_name='review',
            name='state',
            field=models.CharField(choices=[('draft', 'Nháp'), ('submitted', 'Đã gửi'), ('returned', 'Trả lại'), ('met', 'Đã họp dân'), ('posted', 'Đang niêm yết'), ('recheck', 'Đang phúc tra'), ('asked', 'Chờ ý kiến thành phố'), ('answered', 'Đã có ý kiến'), ('recognised', 'Đã công nhận')], default='draft', max_length=10, verbose_name='trạng thái'),
        ),
        migrations.AddConstraint(
            model_name='deprivation',
            constraint=models.CheckConstraint(condition=models.Q(('computed', None), ('computed', models.F('is_lacking')), models.Q(('note', ''), _negated=True), _connector='OR'), name='deprivation_override_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='person_merged_into_another'),
        ),
        migrations.AddConstraint(
            model_name='reviewround',
            constraint=models.UniqueConstraint(fields=('year', 'kind', 'standard', 'month'), name='round_once_a_year_or_month'),
        ),
        migrations.RunPython(give_adhoc_rounds_their_month, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='reviewround',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'periodic'), ('month', 0)), models.Q(('kind', 'adhoc'), ('month__gte', 1), ('month__lte', 12)), _connector='OR'), name='round_month_of_its_kind'),
        ),
        migrations.AddField(
            model_name='review',
            name='card',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='households.scorecard', verbose_name='bảng điểm B1'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'met', 'posted', 'recheck', 'asked', 'answered', 'recognised'])), name='review_state_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned', 'recheck']), models.Q(('b1__isnull', False), ('b2__isnull', False), models.Q(('computed_class', ''), _negated=True), models.Q(('proposed_class', ''), _negated=True)), _connector='OR'), name='review_complete_when_submitted'),
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='households.reviewround', verbose_name='đợt rà soát')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='households.household', verbose_name='hộ')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='areas.area', verbose_name='phường, xã')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='village_candidates', to='areas.area', verbose_name='thôn, tổ')),
                ('source', models.CharField(choices=[('poor', 'Đang là hộ nghèo'), ('near_poor', 'Đang là hộ cận nghèo'), ('request', 'Có giấy đề nghị (Mẫu 01)'), ('officer', 'Cán bộ đưa vào')], max_length=9, verbose_name='lý do vào danh sách')),
                ('requested_on', models.DateField(blank=True, null=True, verbose_name='ngày nộp giấy đề nghị')),
                ('request_reason', models.CharField(blank=True, default='', max_length=500, verbose_name='lý do đề nghị')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='hạn trả lời')),
                ('investigator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to=settings.AUTH_USER_MODEL, verbose_name='rà soát viên')),
                ('quick_answers', models.JSONField(blank=True, default=list, verbose_name='phiếu A')),
                ('quick_result', models.CharField(blank=True, choices=[('continue', 'Rà soát tiếp bằng phiếu B'), ('dropped', 'Không đưa vào rà soát: hộ khá giả')], default='', max_length=8, verbose_name='kết quả phiếu A')),
                ('quick_note', models.CharField(blank=True, default='', max_length=500, verbose_name='ghi chú phiếu A')),
                ('quick_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('quick_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'hộ trong danh sách rà soát',
                'verbose_name_plural': 'hộ trong danh sách rà soát',
                'ordering': ['round', 'area__path', 'pk'],
                'indexes': [models.Index(fields=['round', 'area', 'investigator'], name='candidate_by_investigator')],
                'constraints': [models.UniqueConstraint(fields=('round', 'household'), name='candidate_once'), models.CheckConstraint(condition=models.Q(('source__in', ['poor', 'near_poor', 'request', 'officer'])), name='candidate_source_known'), models.CheckConstraint(condition=models.Q(('quick_result__in', ['continue', 'dropped', ''])), name='candidate_quick_known'), models.CheckConstraint(condition=models.Q(models.Q(('requested_on__isnull', False), ('source', 'request')), models.Q(models.Q(('source', 'request'), _negated=True), ('requested_on', None)), _connector='OR'), name='candidate_request_has_day'), models.CheckConstraint(condition=models.Q(('requested_on', None), models.Q(('requested_on__gte', datetime.date(1900, 1, 1)), ('requested_on__lte', datetime.date(2100, 12, 31))), _connector='OR'), name='candidate_requested_on'), models.CheckConstraint(condition=models.Q(models.Q(('quick_at', None), ('quick_by', None), ('quick_result', '')), models.Q(models.Q(('quick_result', ''), _negated=True), ('quick_at__isnull', False), ('quick_by__isnull', False)), _connector='OR'), name='candidate_quick_by_and_at'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('request_reason'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('quick_note'), 500)), name='candidate_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='households.review', verbose_name='phiếu rà soát')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='households.reviewround', verbose_name='đợt rà soát')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='areas.area', verbose_name='phường, xã')),
                ('number', models.PositiveIntegerField(verbose_name='số')),
                ('issued_on', models.DateField(verbose_name='ngày cấp')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cấp')),
            ],
            options={
                'verbose_name': 'giấy chứng nhận',
                'verbose_name_plural': 'giấy chứng nhận',
                'ordering': ['-issued_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('round', 'area', 'number'), name='certificate_once_per_number'), models.CheckConstraint(condition=models.Q(('issued_on__gte', datetime.date(1900, 1, 1)), ('issued_on__lte', datetime.date(2100, 12, 31)), ('number__gte', 1)), name='certificate_number_and_day')],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='households.reviewround', verbose_name='đợt rà soát')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='areas.area', verbose_name='phường, xã')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.paper', verbose_name='bản quét')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='households.review', verbose_name='phiếu rà soát')),
                ('received_on', models.DateField(verbose_name='ngày nhận')),
                ('complainant', models.CharField(blank=True, default='', max_length=120, verbose_name='người khiếu nại')),
                ('content', models.CharField(max_length=1000, verbose_name='nội dung')),
                ('due_on', models.DateField(verbose_name='hạn phúc tra')),
                ('rechecked_on', models.DateField(blank=True, null=True, verbose_name='ngày phúc tra')),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'Giữ nguyên kết quả'), ('changed', 'Thay đổi kết quả')], default='', max_length=7, verbose_name='kết quả phúc tra')),
                ('finding', models.CharField(blank=True, default='', max_length=1000, verbose_name='kết luận phúc tra')),
                ('rechecked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi kết luận')),
            ],
            options={
                'verbose_name': 'khiếu nại',
                'verbose_name_plural': 'khiếu nại',
                'ordering': ['-received_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('review',), name='complaint_one_open'), models.CheckConstraint(condition=models.Q(('received_on__gte', datetime.date(1900, 1, 1)), ('received_on__lte', datetime.date(2100, 12, 31)), ('due_on__gte', models.F('received_on'))), name='complaint_due_after_received'), models.CheckConstraint(condition=models.Q(('outcome__in', ['kept', 'changed', ''])), name='complaint_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('rechecked_by', None), ('rechecked_on', None)), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('finding', ''), _negated=True), ('rechecked_by__isnull', False), ('rechecked_on__gte', models.F('received_on'))), _connector='OR'), name='complaint_resolved_as_a_whole'), models.CheckConstraint(condition=models.Q(('content', ''), _negated=True), name='complaint_has_content'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('complainant'), 120), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('content'), 1000), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('finding'), 1000)), name='complaint_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('exact', 'Cùng số định danh'), ('likely', 'Giống tên, ngày sinh, địa bàn')], max_length=6, verbose_name='cách phát hiện')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs_as_first', to='households.person', verbose_name='hồ sơ thứ nhất')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs_as_second', to='households.person', verbose_name='hồ sơ thứ hai')),
                ('first_area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('second_area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('reason', models.CharField(max_length=300, verbose_name='điểm giống nhau')),
                ('state', models.CharField(choices=[('open', 'Chờ xử lý'), ('merged', 'Là một người, đã gộp'), ('different', 'Hai người khác nhau')], default='open', max_length=9, verbose_name='trạng thái')),
                ('found_at', models.DateTimeField(verbose_name='phát hiện lúc')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quyết định')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='quyết định lúc')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='lý do')),
            ],
            options={
                'verbose_name': 'cặp hồ sơ nghi trùng',
                'verbose_name_plural': 'cặp hồ sơ nghi trùng',
                'ordering': ['state', 'kind', '-found_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_older_first'), models.CheckConstraint(condition=models.Q(('kind__in', ['exact', 'likely'])), name='duplicate_pair_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'merged', 'different'])), name='duplicate_pair_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='duplicate_pair_decided_as_a_whole'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 300), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 500)), name='duplicate_pair_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Dwelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='dwelling', to='households.review')),
                ('floor_area', models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True, verbose_name='diện tích nhà ở (m²)')),
                ('wall', models.CharField(blank=True, choices=[('durable', 'Bền chắc'), ('weak', 'Không bền chắc')], default='', max_length=7, verbose_name='tường')),
                ('column', models.CharField(blank=True, choices=[('durable', 'Bền chắc'), ('weak', 'Không bền chắc')], default='', max_length=7, verbose_name='cột')),
                ('roof', models.CharField(blank=True, choices=[('durable', 'Bền chắc'), ('weak', 'Không bền chắc')], default='', max_length=7, verbose_name='mái')),
                ('water', models.CharField(blank=True, choices=[('tap', 'Nước máy'), ('drilled', 'Giếng khoan'), ('dug', 'Giếng đào được bảo vệ'), ('spring', 'Khe, mó được bảo vệ'), ('rain', 'Nước mưa'), ('bottled', 'Nước đóng chai, bình'), ('other', 'Nguồn khác (sông, suối, ao, giếng hở)')], default='', max_length=7, verbose_name='nguồn nước chính')),
                ('toilet', models.CharField(blank=True, choices=[('septic', 'Tự hoại, bán tự hoại'), ('pour_flush', 'Thấm dội nước'), ('ventilated', 'Chìm có ống thông hơi'), ('pit', 'Hố xí có bệ'), ('two_vault', 'Hai ngăn'), ('other', 'Loại khác, không hợp vệ sinh'), ('none', 'Không có')], default='', max_length=10, verbose_name='nhà tiêu')),
                ('uses_internet', models.BooleanField(blank=True, null=True, verbose_name='có người dùng internet')),
                ('devices', models.JSONField(blank=True, null=True, verbose_name='phương tiện thông tin')),
            ],
            options={
                'verbose_name': 'nhà ở và tiện nghi',
                'verbose_name_plural': 'nhà ở và tiện nghi',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('wall__in', ['durable', 'weak', ''])), name='dwelling_wall_known'), models.CheckConstraint(condition=models.Q(('column__in', ['durable', 'weak', ''])), name='dwelling_column_known'), models.CheckConstraint(condition=models.Q(('roof__in', ['durable', 'weak', ''])), name='dwelling_roof_known'), models.CheckConstraint(condition=models.Q(('water__in', ['tap', 'drilled', 'dug', 'spring', 'rain', 'bottled', 'other', ''])), name='dwelling_water_known'), models.CheckConstraint(condition=models.Q(('toilet__in', ['septic', 'pour_flush', 'ventilated', 'pit', 'two_vault', 'other', 'none', ''])), name='dwelling_toilet_known'), models.CheckConstraint(condition=models.Q(('floor_area', None), models.Q(('floor_area__gt', 0), ('floor_area__lte', 9999)), _connector='OR'), name='dwelling_floor_area')],
            },
        ),
        migrations.CreateModel(
            name='ExitPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exit_plans', to='households.household', verbose_name='hộ')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exit_plans', to='areas.area', verbose_name='phường, xã')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('month', models.PositiveSmallIntegerField(verbose_name='tháng hoàn thành')),
                ('organisation', models.CharField(choices=[('women', 'Hội Liên hiệp Phụ nữ'), ('farmers', 'Hội Nông dân'), ('veterans', 'Hội Cựu chiến binh'), ('youth', 'Đoàn Thanh niên'), ('front', 'Mặt trận Tổ quốc'), ('ward', 'Ủy ban nhân dân phường, xã')], max_length=8, verbose_name='tổ chức giúp đỡ')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='ghi chú')),
                ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='thôi lúc')),
                ('dropped_reason', models.CharField(blank=True, default='', max_length=500, verbose_name='lý do thôi')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'kế hoạch thoát nghèo',
                'verbose_name_plural': 'kế hoạch thoát nghèo',
                'ordering': ['-year', 'month', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('household', 'year'), name='exit_plan_once_a_year'), models.CheckConstraint(condition=models.Q(('year__gte', 2015), ('year__lte', 2100), ('month__gte', 1), ('month__lte', 12)), name='exit_plan_year_and_month'), models.CheckConstraint(condition=models.Q(('organisation__in', ['women', 'farmers', 'veterans', 'youth', 'front', 'ward'])), name='exit_plan_organisation_known'), models.CheckConstraint(condition=models.Q(models.Q(('dropped_at', None), ('dropped_reason', '')), models.Q(('dropped_at__isnull', False), models.Q(('dropped_reason', ''), _negated=True)), _connector='OR'), name='exit_plan_dropped_with_reason'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('dropped_reason'), 500)), name='exit_plan_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='ExitSupport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supports', to='households.exitplan')),
                ('aim', models.CharField(max_length=20, verbose_name='nhằm vào')),
                ('text', models.CharField(max_length=300, verbose_name='việc hỗ trợ')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='xong ngày')),
            ],
            options={
                'verbose_name': 'việc hỗ trợ đã thống nhất',
                'verbose_name_plural': 'việc hỗ trợ đã thống nhất',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('aim', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='exit_support_has_aim_and_text'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('aim'), 20), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 300)), name='exit_support_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='LifeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('birth', 'Sinh'), ('death', 'Mất'), ('moved_in', 'Chuyển đến'), ('moved_out', 'Chuyển đi'), ('marriage', 'Kết hôn'), ('split', 'Tách hộ'), ('merge', 'Nhập hộ'), ('new_head', 'Đổi chủ hộ')], max_length=9, verbose_name='sự kiện')),
                ('happened_on', models.DateField(verbose_name='ngày xảy ra')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='households.household', verbose_name='hộ')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events_from_elsewhere', to='households.household', verbose_name='hộ liên quan')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='life_events', to='areas.area', verbose_name='phường, xã')),
                ('other_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='life_events_from_elsewhere', to='areas.area', verbose_name='nơi đến hoặc đi')),
                ('place', models.CharField(blank=True, default='', max_length=200, verbose_name='nơi ở ngoài thành phố')),
                ('document', models.CharField(blank=True, default='', max_length=200, verbose_name='giấy tờ')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='ghi chú')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'biến động',
                'verbose_name_plural': 'biến động',
                'ordering': ['-happened_on', '-pk'],
                'indexes': [models.Index(fields=['area', 'happened_on'], name='life_event_by_area')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['birth', 'death', 'moved_in', 'moved_out', 'marriage', 'split', 'merge', 'new_head'])), name='life_event_kind_known'), models.CheckConstraint(condition=models.Q(('happened_on__gte', datetime.date(1900, 1, 1)), ('happened_on__lte', datetime.date(2100, 12, 31))), name='life_event_happened_on'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['split', 'merge']), _negated=True), ('other__isnull', False), _connector='OR'), name='life_event_names_the_other_household'), models.CheckConstraint(condition=models.Q(('other', None), models.Q(('other', models.F('household')), _negated=True), _connector='OR'), name='life_event_leads_elsewhere'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('place'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 500)), name='life_event_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='LifeEventPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='households.lifeevent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='life_events', to='households.person', verbose_name='người')),
            ],
            options={
                'verbose_name': 'người của biến động',
                'verbose_name_plural': 'người của biến động',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('event', 'person'), name='life_event_person_once')],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='households.reviewround', verbose_name='đợt rà soát')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='areas.area', verbose_name='phường, xã')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.paper', verbose_name='bản quét')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.CharField(max_length=60, verbose_name='số báo cáo')),
                ('asked_on', models.DateField(verbose_name='ngày báo cáo')),
                ('due_on', models.DateField(verbose_name='hạn trả lời')),
                ('answer_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số văn bản trả lời')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='ngày trả lời')),
                ('answer', models.CharField(blank=True, default='', max_length=1000, verbose_name='ý kiến')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cho ý kiến')),
            ],
            options={
                'verbose_name': 'xin ý kiến thành phố',
                'verbose_name_plural': 'xin ý kiến thành phố',
                'ordering': ['-asked_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('area', 'number', 'asked_on'), name='opinion_once_per_number'), models.CheckConstraint(condition=models.Q(('asked_on__gte', datetime.date(1900, 1, 1)), ('asked_on__lte', datetime.date(2100, 12, 31)), ('due_on__gte', models.F('asked_on')), models.Q(('number', ''), _negated=True)), name='opinion_has_number_and_days'), models.CheckConstraint(condition=models.Q(models.Q(('answer_number', ''), ('answered_by', None), ('answered_on', None)), models.Q(('answered_by__isnull', False), ('answered_on__gte', models.F('asked_on')), models.Q(('answer_number', ''), _negated=True), models.Q(('answered_by', models.F('recorded_by')), _negated=True)), _connector='OR'), name='opinion_answered_as_a_whole'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('number'), 60), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('answer_number'), 60), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('answer'), 1000)), name='opinion_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='OpinionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opinion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='households.opinion')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='households.review')),
                ('proposed_class', models.CharField(choices=[('poor', 'Hộ nghèo'), ('near_poor', 'Hộ cận nghèo'), ('not_poor', 'Không nghèo')], max_length=9, verbose_name='diện đề nghị')),
                ('is_agreed', models.BooleanField(blank=True, null=True, verbose_name='thống nhất')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='ý kiến')),
            ],
            options={
                'verbose_name': 'hộ xin ý kiến',
                'verbose_name_plural': 'hộ xin ý kiến',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('opinion', 'review'), name='opinion_entry_once'), models.CheckConstraint(condition=models.Q(('proposed_class__in', ['poor', 'near_poor', 'not_poor'])), name='opinion_entry_class_known'), models.CheckConstraint(condition=models.Q(('is_agreed', None), ('is_agreed', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='opinion_entry_refusal_has_reason'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 500)), name='opinion_entry_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='PersonStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='households.person', verbose_name='người')),
                ('kind', models.CharField(choices=[('low_income', 'Người lao động có thu nhập thấp')], max_length=10, verbose_name='diện')),
                ('income', models.BigIntegerField(verbose_name='thu nhập bình quân (đồng/người/tháng)')),
                ('document', models.CharField(max_length=200, verbose_name='số văn bản xác nhận')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'diện của người',
                'verbose_name_plural': 'diện của người',
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('person', 'kind'), name='person_status_one_open'), models.CheckConstraint(condition=models.Q(('kind__in', ['low_income'])), name='person_status_kind_known'), models.CheckConstraint(condition=models.Q(('income__gte', 0), ('income__lt', 1000000000000)), name='person_status_income'), models.CheckConstraint(condition=models.Q(('valid_from__gte', datetime.date(1900, 1, 1)), ('valid_from__lte', datetime.date(2100, 12, 31)), models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR')), name='person_status_ends_after_start'), models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='person_status_has_document'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document'), 200)), name='person_status_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='households.reviewround', verbose_name='đợt rà soát')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='areas.area', verbose_name='phường, xã')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.paper', verbose_name='bản quét')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('posted_on', models.DateField(verbose_name='niêm yết từ ngày')),
                ('ends_on', models.DateField(verbose_name='đến hết ngày')),
                ('places', models.CharField(max_length=300, verbose_name='nơi niêm yết')),
                ('is_broadcast', models.BooleanField(default=False, verbose_name='đã thông báo trên loa truyền thanh')),
            ],
            options={
                'verbose_name': 'niêm yết',
                'verbose_name_plural': 'niêm yết',
                'ordering': ['-posted_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('posted_on__gte', datetime.date(1900, 1, 1)), ('posted_on__lte', datetime.date(2100, 12, 31)), ('ends_on__gte', models.F('posted_on'))), name='posting_ends_after_start'), models.CheckConstraint(condition=models.Q(('places', ''), _negated=True), name='posting_has_places'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('places'), 300)), name='posting_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='PostingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='households.posting')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='households.review')),
                ('proposed_class', models.CharField(choices=[('poor', 'Hộ nghèo'), ('near_poor', 'Hộ cận nghèo'), ('not_poor', 'Không nghèo')], max_length=9, verbose_name='diện đề nghị')),
            ],
            options={
                'verbose_name': 'hộ niêm yết',
                'verbose_name_plural': 'hộ niêm yết',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('posting', 'review'), name='posting_entry_once'), models.CheckConstraint(condition=models.Q(('proposed_class__in', ['poor', 'near_poor', 'not_poor'])), name='posting_entry_class_known')],
            },
        ),
        migrations.CreateModel(
            name='ReviewMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='households.review')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_facts', to='households.person')),
                ('relation', models.CharField(choices=[('head', 'Chủ hộ'), ('spouse', 'Vợ/chồng'), ('child', 'Con'), ('parent', 'Bố/mẹ'), ('sibling', 'Anh/chị/em'), ('grandchild', 'Cháu'), ('other', 'Khác')], max_length=10, verbose_name='quan hệ với chủ hộ')),
                ('age', models.PositiveSmallIntegerField(verbose_name='tuổi')),
                ('has_insurance', models.BooleanField(blank=True, null=True, verbose_name='có bảo hiểm y tế')),
                ('has_allowance', models.BooleanField(blank=True, null=True, verbose_name='hưởng trợ cấp xã hội hằng tháng')),
                ('is_malnourished', models.BooleanField(blank=True, null=True, verbose_name='suy dinh dưỡng')),
                ('work', models.CharField(blank=True, choices=[('contract', 'Làm công ăn lương, có hợp đồng'), ('no_contract', 'Làm công ăn lương, không hợp đồng'), ('own', 'Tự làm (nông nghiệp, buôn bán…)'), ('none', 'Muốn làm nhưng không có việc'), ('not_seeking', 'Không tìm việc (đi học, nội trợ, nghỉ hưu…)'), ('unable', 'Không có khả năng lao động')], default='', max_length=11, verbose_name='việc làm')),
                ('schooling', models.CharField(blank=True, choices=[('none', 'Không đi học'), ('preschool', 'Mầm non'), ('primary', 'Tiểu học'), ('lower', 'Trung học cơ sở'), ('upper', 'Trung học phổ thông'), ('vocational', 'Học nghề, trung cấp'), ('higher', 'Cao đẳng, đại học trở lên')], default='', max_length=10, verbose_name='đang học')),
                ('education', models.CharField(blank=True, choices=[('none', 'Chưa tốt nghiệp tiểu học'), ('primary', 'Tiểu học'), ('lower', 'Trung học cơ sở'), ('upper', 'Trung học phổ thông'), ('vocational', 'Sơ cấp, trung cấp nghề hoặc chứng nhận của doanh nghiệp'), ('higher', 'Cao đẳng, đại học trở lên')], default='', max_length=10, verbose_name='trình độ cao nhất')),
            ],
            options={
                'verbose_name': 'thành viên trên phiếu',
                'verbose_name_plural': 'thành viên trên phiếu',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('review', 'person'), name='review_member_once'), models.CheckConstraint(condition=models.Q(('relation__in', ['head', 'spouse', 'child', 'parent', 'sibling', 'grandchild', 'other'])), name='review_member_relation_known'), models.CheckConstraint(condition=models.Q(('work__in', ['contract', 'no_contract', 'own', 'none', 'not_seeking', 'unable', ''])), name='review_member_work_known'), models.CheckConstraint(condition=models.Q(('schooling__in', ['none', 'preschool', 'primary', 'lower', 'upper', 'vocational', 'higher', ''])), name='review_member_schooling_known'), models.CheckConstraint(condition=models.Q(('education__in', ['none', 'primary', 'lower', 'upper', 'vocational', 'higher', ''])), name='review_member_education_known'), models.CheckConstraint(condition=models.Q(('age__lte', 150)), name='review_member_age')],
            },
        ),
        migrations.CreateModel(
            name='RoundStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='households.reviewround', verbose_name='đợt rà soát')),
                ('stage', models.CharField(choices=[('candidates', 'Lập danh sách'), ('visit', 'Rà soát tại hộ'), ('meeting', 'Họp dân'), ('posting', 'Niêm yết'), ('opinion', 'Xin ý kiến thành phố'), ('recognition', 'Công nhận'), ('summary', 'Tổng hợp, khoá')], max_length=11, verbose_name='bước')),
                ('owner', models.CharField(choices=[('investigator', 'Rà soát viên'), ('ward_officer', 'Cán bộ phường, xã'), ('ward_chair', 'Chủ tịch phường, xã'), ('standing_office', 'Cơ quan thường trực'), ('finance', 'Tài chính - Kế hoạch'), ('bank_officer', 'Cán bộ Ngân hàng CSXH'), ('front_officer', 'Cán bộ Mặt trận Tổ quốc'), ('city_leader', 'Lãnh đạo thành phố'), ('auditor', 'Thanh tra, kiểm toán'), ('administrator', 'Quản trị hệ thống')], max_length=20, verbose_name='người chủ trì')),
                ('due_on', models.DateField(verbose_name='hạn')),
            ],
            options={
                'verbose_name': 'bước của đợt',
                'verbose_name_plural': 'bước của đợt',
                'ordering': ['round', 'due_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('round', 'stage'), name='round_step_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['candidates', 'visit', 'meeting', 'posting', 'opinion', 'recognition', 'summary'])), name='round_step_stage_known'), models.CheckConstraint(condition=models.Q(('owner__in', ['investigator', 'ward_officer', 'ward_chair', 'standing_office', 'finance', 'bank_officer', 'front_officer', 'city_leader', 'auditor', 'administrator'])), name='round_step_owner_known'), models.CheckConstraint(condition=models.Q(('due_on__gte', datetime.date(1900, 1, 1)), ('due_on__lte', datetime.date(2100, 12, 31))), name='round_step_due_on')],
            },
        ),
        migrations.CreateModel(
            name='TypedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='typed_drafts', to='households.household')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='typed_drafts', to='households.reviewround')),
                ('data', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(verbose_name='tự lưu lúc')),
            ],
            options={
                'verbose_name': 'phiếu đang nhập dở',
                'verbose_name_plural': 'phiếu đang nhập dở',
                'ordering': ['-saved_at'],
                'constraints': [models.UniqueConstraint(fields=('user', 'household', 'round'), name='typed_draft_once')],
            },
        ),
        migrations.CreateModel(
            name='VillageMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='households.reviewround', verbose_name='đợt rà soát')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='areas.area', verbose_name='phường, xã')),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.paper', verbose_name='bản quét')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('submit_token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='areas.area', verbose_name='thôn, tổ')),
                ('held_on', models.DateField(verbose_name='ngày họp')),
                ('place', models.CharField(max_length=200, verbose_name='địa điểm')),
                ('chaired_by', models.CharField(max_length=120, verbose_name='người chủ trì')),
                ('secretary', models.CharField(max_length=120, verbose_name='thư ký')),
                ('invited', models.PositiveSmallIntegerField(verbose_name='số người được mời')),
                ('attended', models.PositiveSmallIntegerField(verbose_name='số người dự họp')),
                ('conclusion', models.TextField(blank=True, default='', verbose_name='ý kiến và kết luận')),
            ],
            options={
                'verbose_name': 'họp dân',
                'verbose_name_plural': 'họp dân',
                'ordering': ['-held_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('held_on__gte', datetime.date(1900, 1, 1)), ('held_on__lte', datetime.date(2100, 12, 31))), name='meeting_held_on'), models.CheckConstraint(condition=models.Q(('attended__gte', 1), ('invited__gte', 1)), name='meeting_has_people'), models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('chaired_by', ''), _negated=True), models.Q(('secretary', ''), _negated=True)), name='meeting_has_place_and_people'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('place'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('chaired_by'), 120), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('secretary'), 120), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('conclusion'), 4000)), name='meeting_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='MeetingVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='households.villagemeeting')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='households.review')),
                ('in_favour', models.PositiveSmallIntegerField(verbose_name='số người đồng ý')),
                ('agreed_class', models.CharField(choices=[('poor', 'Hộ nghèo'), ('near_poor', 'Hộ cận nghèo'), ('not_poor', 'Không nghèo')], max_length=9, verbose_name='diện thống nhất')),
                ('is_agreed', models.BooleanField(verbose_name='thống nhất')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='ý kiến')),
            ],
            options={
                'verbose_name': 'biểu quyết',
                'verbose_name_plural': 'biểu quyết',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'review'), name='vote_once'), models.CheckConstraint(condition=models.Q(('agreed_class__in', ['poor', 'near_poor', 'not_poor'])), name='vote_class_known'), models.CheckConstraint(condition=models.Q(('is_agreed', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='vote_against_has_reason'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 500)), name='vote_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='WardRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='households.reviewround', verbose_name='đợt rà soát')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ward_rounds', to='areas.area', verbose_name='phường, xã')),
                ('state', models.CharField(choices=[('open', 'Đang mở'), ('closed', 'Đã khoá')], default='open', max_length=6, verbose_name='trạng thái')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='khoá lúc')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người khoá')),
                ('result', models.JSONField(blank=True, default=dict, verbose_name='kết quả khi khoá')),
            ],
            options={
                'verbose_name': 'đợt của phường, xã',
                'verbose_name_plural': 'đợt của phường, xã',
                'ordering': ['round', 'area__path'],
                'constraints': [models.UniqueConstraint(fields=('round', 'area'), name='ward_round_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed')), _connector='OR'), name='ward_round_closed_with_time')],
            },
        ),
        migrations.CreateModel(
            name='Unlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ward_round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unlocks', to='households.wardround', verbose_name='đợt của phường, xã')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unlocks', to='households.household', verbose_name='hộ')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unlocks', to=settings.AUTH_USER_MODEL, verbose_name='người được mở')),
                ('reason', models.CharField(max_length=500, verbose_name='lý do')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người mở')),
                ('granted_at', models.DateTimeField(verbose_name='mở lúc')),
                ('expires_at', models.DateTimeField(verbose_name='tự khoá lúc')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='khoá lại lúc')),
            ],
            options={
                'verbose_name': 'mở khoá tạm',
                'verbose_name_plural': 'mở khoá tạm',
                'ordering': ['-granted_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='unlock_has_reason'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('granted_at'))), name='unlock_ends_after_start'), models.CheckConstraint(condition=models.Q(('user', models.F('granted_by')), _negated=True), name='unlock_not_for_oneself'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 500)), name='unlock_text_lengths')],
            },
        ),
    ]
